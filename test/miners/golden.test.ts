// Miners against PyTorch Metric Learning's. Its embeddings are brought to length 1.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cosine, euclidean, euclideanDistance } from "../../src/distances/index.js";
import type { HostTensor } from "../../src/engine/index.js";
import { cast, input, l2Normalise, scalar, sub } from "../../src/graph/index.js";
import { labelMasks, mineTriplets, multiSimilarityPairs } from "../../src/miners/index.js";
import { runGraph, rowsTensor } from "../testkit/run-graph.js";
import { missing, readJson, shared } from "../testkit/shared.js";

interface Golden {
  readonly embeddings: number[][];
  readonly labels: number[];
  readonly cases: readonly {
    readonly miner: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly triplets?: readonly [number, number, number][];
    readonly positive_pairs?: readonly [number, number][];
    readonly negative_pairs?: readonly [number, number][];
  }[];
}

const path = shared("golden/miners.json");
const skip = missing(path);
const golden = path === undefined ? undefined : readJson<Golden>(path);

function feeds(): Record<string, HostTensor> {
  const { embeddings, labels } = golden!;
  return {
    embeddings: rowsTensor(embeddings),
    labels: { dtype: "int64", shape: [labels.length], data: BigInt64Array.from(labels, BigInt) },
  };
}

const inputs = (count: number, width: number) => ({
  embeddings: input("embeddings", "float32", [count, width]),
  labels: input("labels", "int64", [count]),
});

test("golden: hard triplets are BatchHardMiner's", { skip }, async () => {
  const { embeddings: rows, cases } = golden!;
  const { embeddings, labels } = inputs(rows.length, rows[0]!.length);
  const unit = l2Normalise(embeddings);
  const { gap, count } = mineTriplets(euclidean().pairs(unit, unit), labels, "hard", false);
  const result = await runGraph({ gap, count }, feeds());
  const { triplets } = cases.find(({ miner }) => miner === "BatchHardMiner")!;
  assert.equal(result["count"]![0], triplets!.length);
  const units = rows.map((row) => row.map((value) => value / Math.hypot(...row)));
  const d = (i: number, j: number): number => euclideanDistance(units[i]!, units[j]!);
  for (const [a, p, n] of triplets!) {
    assert.ok(Math.abs(result["gap"]![a]! - (d(a, p) - d(a, n))) < 1e-5, `anchor ${a}`);
  }
});

test("golden: all triplets are TripletMarginMiner's, by their gaps", { skip }, async () => {
  const { embeddings: rows, cases } = golden!;
  const { embeddings, labels } = inputs(rows.length, rows[0]!.length);
  const unit = l2Normalise(embeddings);
  const { gap } = mineTriplets(euclidean().pairs(unit, unit), labels, "all", false);
  const { gap: gaps } = await runGraph({ gap }, feeds());
  const n = rows.length;
  const selected = (keep: (gap: number) => boolean): string[] =>
    gaps!.flatMap((value, k) =>
      value > -1e20 && keep(value) ? [[Math.floor(k / n / n), Math.floor(k / n) % n, k % n].join()] : [],
    );
  const kinds: Readonly<Record<string, (gap: number) => boolean>> = {
    all: (gap) => -gap <= 0.2,
    hard: (gap) => -gap <= 0,
    semihard: (gap) => -gap > 0 && -gap <= 0.2,
    easy: (gap) => -gap > 0.2,
  };
  for (const { miner, options, triplets } of cases) {
    if (miner !== "TripletMarginMiner") continue;
    const keep = kinds[String(options["type_of_triplets"])]!;
    assert.deepEqual(selected(keep).sort(), triplets!.map((triplet) => triplet.join()).sort());
  }
});

test("golden: MultiSimilarityMiner keeps the same pairs", { skip }, async () => {
  const { embeddings: rows, cases } = golden!;
  const { embeddings, labels } = inputs(rows.length, rows[0]!.length);
  const similarities = sub(scalar(1), cosine().pairs(embeddings, embeddings));
  const { positive, negative } = multiSimilarityPairs(similarities, labelMasks(labels), 0.1);
  const result = await runGraph({ positive: cast(positive, "float32"), negative: cast(negative, "float32") }, feeds());
  const pairs = (mask: readonly number[]): string[] =>
    mask.flatMap((value, k) => (value === 1 ? [`${Math.floor(k / rows.length)},${k % rows.length}`] : []));
  const { positive_pairs, negative_pairs } = cases.find(({ miner }) => miner === "MultiSimilarityMiner")!;
  assert.deepEqual(pairs(result["positive"]!).sort(), positive_pairs!.map((pair) => pair.join()).sort());
  assert.deepEqual(pairs(result["negative"]!).sort(), negative_pairs!.map((pair) => pair.join()).sort());
});

test("masks: a row is no positive of its own", async () => {
  const { positive, negative } = labelMasks(input("labels", "int64", [3]));
  const outputs = { positive: cast(positive, "float32"), negative: cast(negative, "float32") };
  const result = await runGraph(outputs, {
    labels: { dtype: "int64", shape: [3], data: BigInt64Array.of(4n, 7n, 4n) },
  });
  assert.deepEqual(result["positive"], [0, 0, 1, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual(result["negative"], [0, 1, 0, 1, 0, 1, 0, 1, 0]);
});
