// Writes a benchmark's result with what is needed to read it later: date, machine, versions.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

/** What benchmarks/results/NAME.json holds; undefined where there is none. */
export function readResult(name: string): unknown {
  const file = new URL(`benchmarks/results/${name}.json`, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of an earlier result with those that were measured anew in their places, by what stands in `key`; new ones behind. */
export function renewedRows(before: readonly Row[] | undefined, fresh: readonly Row[], key: string): readonly Row[] {
  return [...new Map([...(before ?? []), ...fresh].map((row) => [row[key], row])).values()];
}

/** Writes benchmarks/results/NAME.json and returns its path. */
export function writeResult(name: string, result: Readonly<Record<string, unknown>>): string {
  const folder = new URL("benchmarks/results/", root);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${name}.json`, folder);
  writeFileSync(file, `${JSON.stringify({ ...provenance(), ...result }, null, 2)}\n`);
  return fileURLToPath(file);
}

function provenance(): Readonly<Record<string, unknown>> {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    machine: {
      processor: cores[0]?.model ?? "unknown",
      cores: cores.length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${platform()} ${arch()}`,
    },
    versions: {
      node: process.versions.node,
      kindred: versionOf("package.json"),
      onnxruntime: versionOf("node_modules/onnxruntime-node/package.json"),
    },
  };
}

function versionOf(path: string): string {
  return (JSON.parse(readFileSync(new URL(path, root), "utf8")) as { version: string }).version;
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
