// Times one case of the training benchmark in a process of its own, so that its peak of memory is its own, and prints one
// JSON line like the PyTorch script does.
//
//   node --conditions=kindred-source --import tsx benchmarks/train-step.ts CASE [--threads 2] [--steps 20] [--profile PREFIX]

import { parseArgs } from "node:util";
import { prepareCase, trainingCases } from "./lib/training-cases.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "2" },
    steps: { type: "string", default: "20" },
    profile: { type: "string" },
  },
});
const name = positionals[0] ?? "conv4";
const chosen = trainingCases[name];
if (chosen === undefined) throw new Error(`unknown case ${name}; known: ${Object.keys(trainingCases).join(", ")}`);
const steps = Number(values.steps);
const prepared = await prepareCase(chosen, Number(values.threads), values.profile);
for (let i = 0; i < 3; i++) await prepared.step();
const step = await times(prepared.step, steps);
const peak = process.resourceUsage().maxRSS / 1024;
await prepared.forward();
const forward = await times(prepared.forward, Math.max(3, Math.floor(steps / 2)));
console.log(
  JSON.stringify({
    case: name,
    engine: "kindred",
    threads: Number(values.threads),
    batch: chosen.shape[0],
    parameters: prepared.parameters,
    step_ms_min: rounded(step[0]!),
    step_ms_median: rounded(step[step.length >> 1]!),
    forward_ms_min: rounded(forward[0]!),
    peak_rss_mib: Math.round(peak),
  }),
);
await prepared.release();
process.exit(0);

async function times(run: () => Promise<unknown>, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
