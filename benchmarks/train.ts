// How fast is a training step, and how much memory does it take, beside PyTorch's?
//
//   npm run bench:train -- [--python v/bin/python] [--peer train_step.py] [--cases conv4,koch] [--rounds 3] [--steps 20]
//
// With a Python that has PyTorch, each round runs Kindred and both of PyTorch's memory layouts one after the other, and the
// smallest times are compared: machines are shared and noisy. Without one, Kindred's figures are printed alone. With --cases, the
// rows of an earlier result that are not asked for stay.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readResult, renewedRows, writeResult } from "./lib/results.js";

interface Measured {
  readonly step_ms_min: number;
  readonly forward_ms_min: number;
  readonly peak_rss_mib: number;
  readonly engine: string;
}

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    python: { type: "string" },
    peer: { type: "string", default: join(shared, "peers", "train_step.py") },
    cases: { type: "string", default: "conv4,conv4-105,koch,mlp,lstm,gru,bilstm2" },
    rounds: { type: "string", default: "3" },
    steps: { type: "string", default: "20" },
    threads: { type: "string", default: "2" },
  },
});
/** Steps of a millisecond are too few to warm up on, on either side: so many times as many. */
const more: Readonly<Record<string, number>> = { mlp: 200, lstm: 5, gru: 5 };
const ours = fileURLToPath(new URL("train-step.ts", import.meta.url));
const withPeer = values.python !== undefined && existsSync(values.peer);
const rows: Record<string, unknown>[] = [];
for (const name of values.cases.split(",")) {
  const common = ["--threads", values.threads, "--steps", String(Number(values.steps) * (more[name] ?? 1))];
  const runs: Record<string, Measured[]> = { kindred: [], nchw: [], nhwc: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    runs["kindred"]!.push(
      measure(process.execPath, ["--conditions=kindred-source", "--import", "tsx", ours, name, ...common]),
    );
    if (!withPeer) continue;
    for (const layout of ["nchw", "nhwc"]) {
      runs[layout]!.push(measure(values.python!, [values.peer, name, ...common, "--layout", layout]));
    }
  }
  rows.push(summary(name, runs));
}
console.table(rows);
if (withPeer) {
  const before = readResult("train") as { readonly cases: typeof rows } | undefined;
  const cases = renewedRows(before?.cases, rows, "case");
  console.log(`written to ${writeResult("train", { threads: Number(values.threads), cases })}`);
}

function measure(command: string, args: readonly string[]): Measured {
  const output = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(output.trim().split("\n").at(-1)!) as Measured;
}

function summary(
  name: string,
  { kindred = [], nchw = [], nhwc = [] }: Record<string, Measured[]>,
): Record<string, unknown> {
  const least = (runs: readonly Measured[], key: "step_ms_min" | "forward_ms_min" | "peak_rss_mib"): number =>
    Math.min(...runs.map((run) => run[key]));
  const own = {
    case: name,
    "kindred ms": least(kindred, "step_ms_min"),
    "kindred MiB": least(kindred, "peak_rss_mib"),
  };
  if (nchw.length === 0) return { ...own, "kindred forward ms": least(kindred, "forward_ms_min") };
  const [a, b] = [least(nchw, "step_ms_min"), least(nhwc, "step_ms_min")];
  const forward = Math.min(least(nchw, "forward_ms_min"), least(nhwc, "forward_ms_min"));
  return {
    ...own,
    "PyTorch ms (nchw)": a,
    "PyTorch ms (nhwc)": b,
    "PyTorch MiB": Math.min(least(nchw, "peak_rss_mib"), least(nhwc, "peak_rss_mib")),
    "times PyTorch's speed": Math.round((100 * Math.min(a, b)) / own["kindred ms"]) / 100,
    "kindred forward ms": least(kindred, "forward_ms_min"),
    "PyTorch forward ms": forward,
  };
}
