// Runs a miner's graph on numbers, and writes out what it chose.

import { runtime } from "#runtime";
import { random } from "../../src/core/random.js";
import { type Distance, euclidean } from "../../src/distances/index.js";
import { createScope } from "../../src/encoders/index.js";
import type { NoiseSpec } from "../../src/encoders/scope.js";
import type { HostTensor } from "../../src/engine/index.js";
import { type Tensor, cast, encodeModel, input, lower, size } from "../../src/graph/index.js";
import { type LabelledBatch, type Miner, tripletMask } from "../../src/miners/index.js";
import { rowsTensor } from "../testkit/run-graph.js";

export type Rows = readonly (readonly number[])[];

export interface Chosen {
  /** `"anchor,positive"`, sorted. */
  readonly positive: readonly string[];
  /** `"anchor,negative"`, sorted. */
  readonly negative: readonly string[];
  /** `"anchor,positive,negative"`, sorted. */
  readonly triplets: readonly string[];
}

export interface RunMinerOptions {
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
  /** @defaultValue 1 */
  readonly unit?: number;
  /** Of earlier batches; -1 is an empty place. */
  readonly memory?: { readonly rows: Rows; readonly labels: readonly number[] };
  /** Of the random numbers. @defaultValue 1 */
  readonly seed?: number;
}

export const labelsTensor = (labels: readonly number[]): HostTensor => ({
  dtype: "int64",
  shape: [labels.length],
  data: BigInt64Array.from(labels, BigInt),
});

/** What the miner chooses of a batch. */
export async function runMiner(
  miner: Miner,
  rows: Rows,
  labels: readonly number[],
  { seed = 1, ...options }: RunMinerOptions = {},
): Promise<Chosen> {
  return (await runMinerOften(miner, rows, labels, [seed], options))[0]!;
}

/** What it chooses with the random numbers of each seed. */
export async function runMinerOften(
  miner: Miner,
  rows: Rows,
  labels: readonly number[],
  seeds: readonly number[],
  { distance = euclidean(), unit = 1, memory }: Omit<RunMinerOptions, "seed"> = {},
): Promise<Chosen[]> {
  const width = rows[0]!.length;
  const [count, more] = [rows.length, memory?.rows.length ?? 0];
  const { scope, noises } = createScope({ training: true });
  const embeddings = input("embeddings", "float32", [count, width]);
  const references = {
    embeddings: input("references", "float32", [count + more, width]),
    labels: input("reference labels", "int64", [count + more]),
  };
  const batch: LabelledBatch = {
    embeddings,
    labels: input("labels", "int64", [count]),
    ...(memory && { references }),
  };
  const mined = miner.mine(batch, { distance, unit, scope });
  const distances = distance.pairs(embeddings, memory ? references.embeddings : embeddings);
  const float = (mask: Tensor): Tensor => cast(mask, "float32");
  const outputs = {
    positive: float(mined.positive),
    negative: float(mined.negative),
    triplets: float(tripletMask(mined, distances)),
  };
  const given: Record<string, HostTensor> = {
    embeddings: rowsTensor(rows),
    labels: labelsTensor(labels),
    ...(memory && {
      references: rowsTensor([...rows, ...memory.rows]),
      "reference labels": labelsTensor([...labels, ...memory.labels]),
    }),
  };
  const session = await runtime.createSession(encodeModel({ outputs: lower(outputs) }), { threads: 1 });
  const chosen: Chosen[] = [];
  for (const seed of seeds) {
    const result = await session.run({ ...given, ...drawn(noises, seed) });
    const list = (name: string, rank: number): string[] =>
      places(Array.from(result[name]!.data, Number), count + more, rank);
    chosen.push({ positive: list("positive", 2), negative: list("negative", 2), triplets: list("triplets", 3) });
  }
  await session.release();
  return chosen;
}

function drawn(noises: readonly NoiseSpec[], seed: number): Record<string, HostTensor> {
  const generator = random(seed, "miner");
  const tensor = ({ shape }: NoiseSpec): HostTensor => {
    return { dtype: "float32", shape, data: Float32Array.from({ length: size(shape) }, () => generator.next()) };
  };
  return Object.fromEntries(noises.map((noise) => [noise.name, tensor(noise)]));
}

/** Where a mask of `[N, width]` or `[N, width, width]` is 1. */
function places(mask: readonly number[], width: number, rank: number): string[] {
  return mask
    .flatMap((value, k) => {
      if (value !== 1) return [];
      const last = k % width;
      const before = Math.floor(k / width);
      return [(rank === 2 ? [before, last] : [Math.floor(before / width), before % width, last]).join()];
    })
    .sort();
}
