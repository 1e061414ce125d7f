// `kindred serve` as a process of its own, for load that lasts: started, watched, ended.

import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Served {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  /** Resident memory of the service and its lanes, in megabytes. */
  megabytes(): number;
  /** What it has written to its log. */
  log(): string;
  /** Ends it; its exit status. */
  end(): Promise<number | null>;
}

/** @param words - of the command line, behind the port */
export async function served(port: number, words: readonly string[]): Promise<Served> {
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const node = ["--conditions=kindred-source", "--import", "tsx", main, "serve", "--port", `${port}`, ...words];
  const child = spawn(process.execPath, node, { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (told = (told + text).slice(-100_000)));
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`the service ended: ${told}`);
    await new Promise((go) => setTimeout(go, 200));
  }
  return {
    process: child,
    url,
    port,
    megabytes: () => Math.round(residentKilobytes(child.pid!) / 1024),
    log: () => told,
    async end() {
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      return ended;
    },
  };
}

function residentKilobytes(pid: number): number {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children.reduce((sum, child) => sum + residentKilobytes(Number(child)), own);
}

/** Means of the second quarter and of the last of what was measured at even times. */
export function growth(measured: readonly number[]): { readonly early: number; readonly late: number } {
  const quarter = Math.max(1, Math.floor(measured.length / 4));
  const mean = (list: readonly number[]): number =>
    Math.round(list.reduce((sum, value) => sum + value, 0) / list.length);
  return { early: mean(measured.slice(quarter, 2 * quarter)), late: mean(measured.slice(-quarter)) };
}
