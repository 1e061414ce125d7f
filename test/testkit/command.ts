// The command line as its users have it: a program of its own, compiled. Built once a process, without type checks, because
// starting from TypeScript would take longer than most commands do.

import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { repository } from "./shared.js";

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs `kindred ...words` to its end. */
export function kindred(
  words: readonly string[],
  { cwd = tmpdir(), env = {}, onStart }: RunOptions = {},
): Promise<Finished> {
  const { NO_COLOR: _, FORCE_COLOR: __, KINDRED_DEBUG: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [program(), ...words], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => (text[name] += chunk));
  }
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...text }));
  });
}

/** The one JSON object that a command printed; fails where standard output holds anything else. */
export function json<T = Record<string, unknown>>({ stdout, stderr }: Finished): T {
  try {
    return JSON.parse(stdout) as T;
  } catch (cause) {
    throw new Error(`standard output is no JSON: ${stdout}\nstandard error: ${stderr}`, { cause });
  }
}

let built: string | undefined;

/** The compiled src/cli/main.ts. */
export function program(): string {
  built ??= build();
  return join(built, "dist", "cli", "main.js");
}

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), "kindred-built-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const compilerOptions: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
  };
  for (const file of readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(repository, "src", file), "utf8"), { compilerOptions });
    const target = join(folder, "dist", file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  cpSync(join(repository, "package.json"), join(folder, "package.json"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}
