// What does a loss cost on a large batch: the time of its value and gradient by the embeddings, and how much the process grows
// for it. A process each, so that the peak is its own. Some beside PyTorch Metric Learning, in turn.
//
//   npm run bench:loss-costs -- [--python v/bin/python] [--batches 256,1024] [--steps 5] [--threads 2] [--only circle]
//
// With --only, the rows of an earlier result that are not asked for stay. Embeddings of 128 numbers and length 1, four of a class.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runtime } from "#runtime";
import { random } from "../src/core/random.js";
import { createScope } from "../src/encoders/index.js";
import type { HostTensor } from "../src/engine/index.js";
import { encodeModel, gradients, input, l2Normalise, lower, size, split, type Tensor } from "../src/graph/index.js";
import type { Batch } from "../src/losses/index.js";
import { minerByName } from "../src/miners/index.js";
import { lossCases, lossOf, type LossCase } from "./lib/loss-cases.js";
import { readResult, renewedRows, writeResult } from "./lib/results.js";

interface Cost {
  readonly ms: number;
  readonly mib: number;
}

const { values } = parseArgs({
  options: {
    python: { type: "string" },
    batches: { type: "string", default: "256,1024" },
    steps: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    only: { type: "string" },
    one: { type: "string" },
  },
});
const width = 128;

if (values.one === undefined) {
  const cases = lossCases.filter(({ loss, name }) =>
    (values.only?.split(",") ?? [loss, name]).some((each) => each === loss || each === name),
  );
  const rows = cases.map((each) => {
    const row: Record<string, unknown> = { loss: each.name };
    for (const batch of values.batches.split(",")) Object.assign(row, costs(each, batch));
    console.error(JSON.stringify(row));
    return row;
  });
  console.table(rows);
  const before = (values.only === undefined ? undefined : readResult("loss-costs")) as
    { losses: typeof rows } | undefined;
  if (values.only === undefined || before !== undefined) {
    const losses = renewedRows(before?.losses, rows, "loss");
    console.log(`written to ${writeResult("loss-costs", { threads: Number(values.threads), width, losses })}`);
  }
} else {
  const each = lossCases.find(({ name }) => name === values.one);
  console.log(JSON.stringify(await measured(each!, Number(values.batches))));
}

/** Of one loss at one size, ours and the peer's in turn, the smallest times. */
function costs(each: LossCase, batch: string): Record<string, number | string> {
  const [own, peer]: [Cost[], Cost[]] = [[], []];
  const self = ["--conditions=kindred-source", "--import", "tsx", fileURLToPath(import.meta.url)];
  const options = ["--steps", values.steps, "--threads", values.threads, "--batches", batch, "--one", each.name];
  const script = fileURLToPath(new URL("peers/losses.py", import.meta.url));
  for (let round = 0; round < 2; round++) {
    const ours = ask(process.execPath, [...self, ...options]);
    if (ours === undefined) return { [`${batch}: ms`]: "refused: the batch is too large for it" };
    own.push(ours);
    if (values.python === undefined || each.peer === undefined) continue;
    const theirs = ask(values.python, [script, "cost", each.peer, batch, values.threads]);
    if (theirs === undefined) break;
    peer.push(theirs);
  }
  const outOfMemory = values.python !== undefined && each.peer !== undefined && peer.length === 0;
  const least = (all: readonly Cost[], key: keyof Cost): number =>
    Math.round(10 * Math.min(...all.map((one) => one[key]))) / 10;
  return {
    [`${batch}: ms`]: least(own, "ms"),
    [`${batch}: MiB`]: least(own, "mib"),
    ...(outOfMemory && { [`${batch}: peer ms`]: "killed: out of memory" }),
    ...(peer.length > 0 && { [`${batch}: peer ms`]: least(peer, "ms"), [`${batch}: peer MiB`]: least(peer, "mib") }),
  };
}

/** Undefined where a loss refuses so large a batch, or the system ends the process because it took all memory. */
function ask(command: string, args: readonly string[]): Cost | undefined {
  try {
    const output = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    return JSON.parse(output.trim().split("\n").at(-1)!) as Cost;
  } catch (error) {
    const { signal, stderr = "" } = error as { readonly signal?: string; readonly stderr?: string };
    if (signal === "SIGKILL" || stderr.includes("take smaller batches")) return undefined;
    throw error;
  }
}

async function measured(each: LossCase, count: number): Promise<Cost> {
  const embeddings = input("embeddings", "float32", [count, width]);
  const contents = createScope({ training: true });
  const { scope } = contents;
  const loss = lossOf(each);
  const plain = batchOf(loss.needs, embeddings, count);
  const { labels } = plain;
  const choosing = each.miner === undefined || labels === undefined ? undefined : minerByName(each.miner);
  const mined = choosing?.mine({ embeddings, labels: labels! }, { scope, distance: loss.distance, unit: 1 });
  const result = loss.build({ ...plain, ...(mined && { mined }) }, { scope, classes: count >> 2 });
  const [gradient] = gradients(result.loss, [embeddings]);
  const bytes = encodeModel({ outputs: lower({ loss: result.loss, gradient: gradient! }) });
  const generator = random(1, "embeddings");
  const floats = (shape: readonly number[], draw: () => number): HostTensor => {
    return { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, draw) };
  };
  const half = count / 2;
  const known: Record<string, HostTensor> = {
    embeddings: floats([count, width], () => generator.normal() / Math.sqrt(width)),
    labels: { dtype: "int64", shape: [count], data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i >> 2)) },
    same: { dtype: "float32", shape: [half], data: Float32Array.from({ length: half }, (_, i) => i % 2) },
    score: floats([half], () => generator.next()),
    ...Object.fromEntries(contents.noises.map(({ name, shape }) => [name, floats(shape, () => generator.next())])),
    ...Object.fromEntries(
      [...contents.parameters, ...contents.states].map(({ name, shape, initialiser }) => [
        name,
        { dtype: "float32" as const, shape, data: initialiser(generator, shape) },
      ]),
    ),
  };
  await warmUp();
  const before = process.resourceUsage().maxRSS / 1024;
  const session = await runtime.createSession(bytes, { threads: Number(values.threads) });
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, known[name]!]));
  let best = Infinity;
  for (let i = 0; i < Number(values.steps); i++) {
    const start = performance.now();
    await session.run(feeds);
    best = Math.min(best, performance.now() - start);
  }
  const mib = process.resourceUsage().maxRSS / 1024 - before;
  await session.release();
  return { ms: best, mib };
}

/** Loads the engine, as PyTorch is loaded when its memory is looked at. */
async function warmUp(): Promise<void> {
  const x = input("x", "float32", [1, 1]);
  const session = await runtime.createSession(encodeModel({ outputs: { y: l2Normalise(x, 1) } }), {
    threads: Number(values.threads),
  });
  await session.run({ x: { dtype: "float32", shape: [1, 1], data: Float32Array.of(1) } });
  await session.release();
}

function batchOf(needs: string, raw: Tensor, count: number): Batch {
  const embeddings = l2Normalise(raw, 1);
  if (needs === "labels" || needs === "either") return { embeddings, labels: input("labels", "int64", [count]) };
  const half = count / 2;
  const [left, right] = split(embeddings, [half, half], 0);
  if (needs === "views") return { embeddings, views: { left: left!, right: right! } };
  const pairs = {
    left: left!,
    right: right!,
    same: input("same", "float32", [half]),
    score: input("score", "float32", [half]),
  };
  return { embeddings, pairs };
}
