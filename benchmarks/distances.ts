// How fast are all distances between 10,000 rows and 10,000 others, of width 128, and the ten nearest of each row, beside SciPy,
// scikit-learn and FAISS?
//
//   npm run bench:distances -- [--python v/bin/python] [--rounds 3] [--rows 10000] [--width 128] [--small 2000] [--jobs 2]
//                              [--slow]
//
// With a Python that has them, each round runs Kindred and the peers one after the other, each in a process of its own, which asks each
// question three times: compilers and threads have warmed up then. The smallest times are compared: machines are shared and noisy
// (`load` in the result says how much). SciPy, which takes tens of seconds, is asked once, and only with --slow. OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE are taken out of the peers' environment, where they slow NumPy down.

import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeResult } from "./lib/results.js";

type Seconds = Readonly<Record<string, number>>;

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    rounds: { type: "string", default: "3" },
    rows: { type: "string", default: "10000" },
    width: { type: "string", default: "128" },
    small: { type: "string", default: "2000" },
    jobs: { type: "string", default: "2" },
    slow: { type: "boolean", default: false },
  },
});
const { python, rows, width, small, jobs } = values;
const sizes = [rows, width, small];
const times = "3";
const ours = fileURLToPath(new URL("distances-once.ts", import.meta.url));
const peers = fileURLToPath(new URL("peers/distances.py", import.meta.url));
const quick = ["euclidean/scikit-learn", "cosine/scikit-learn", "top-10/faiss", "manhattan/scikit-learn"];
const slow = ["euclidean/scipy", "cosine/scipy", "manhattan/scipy", "mahalanobis/scipy"];

const own: Seconds[] = [];
const others: Seconds[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  own.push(measure(process.execPath, ["--conditions=kindred-source", "--import", "tsx", ours, ...sizes, times]));
  if (python !== undefined) others.push(measure(python, [peers, ...sizes, jobs, times, quick.join()]));
}
if (python !== undefined && values.slow) others.push(measure(python, [peers, ...sizes, jobs, "1", slow.join()]));

const table = Object.keys(own[0]!).map((question) => {
  const kindred = least(own, question);
  const peer = [...quick, ...slow].filter((name) => name.startsWith(`${question}/`));
  const measured = peer.map((name) => [name.split("/")[1]!, least(others, name)] as const);
  return {
    question,
    "kindred s": rounded(kindred),
    ...Object.fromEntries(
      measured
        .filter(([, seconds]) => Number.isFinite(seconds))
        .flatMap(([name, seconds]) => [
          [`${name} s`, rounded(seconds)],
          [`times ${name}'s speed`, rounded(seconds / kindred)],
        ]),
    ),
  };
});
console.table(table);
if (python !== undefined)
  console.log(
    `written to ${writeResult("distances", { rows, width, small, jobs, load: loadavg()[2], questions: table })}`,
  );

function measure(command: string, args: readonly string[]): Seconds {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  const output = execFileSync(command, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(output.trim().split("\n").at(-1)!) as Seconds;
}

/** The smallest time; Infinity where it was not measured. */
function least(runs: readonly Seconds[], name: string): number {
  return Math.min(...runs.map((run) => run[name] ?? Infinity));
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}
