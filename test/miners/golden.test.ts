// Miners against PyTorch Metric Learning's. Its embeddings are brought to length 1 before their Euclidean distance is taken.

import assert from "node:assert/strict";
import { test } from "node:test";
import { minerByName } from "../../src/miners/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";
import { runMiner } from "./run-miner.js";

interface Case {
  readonly miner: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly triplets?: readonly (readonly number[])[];
  readonly positive_pairs?: readonly (readonly number[])[];
  readonly negative_pairs?: readonly (readonly number[])[];
}

interface Golden {
  readonly embeddings: number[][];
  readonly labels: number[];
  readonly cases: readonly Case[];
}

const path = shared("golden/miners.json");
const skip = missing(path);
const golden = path === undefined ? undefined : readJson<Golden>(path);

const names: Readonly<Record<string, string>> = {
  BatchHardMiner: "batch-hard",
  BatchEasyHardMiner: "batch-easy-hard",
  TripletMarginMiner: "triplet-margin",
  PairMarginMiner: "pair-margin",
  MultiSimilarityMiner: "multi-similarity",
  HDCMiner: "hdc",
  AngularMiner: "angular",
};

/** `neg_strategy: "semihard"` -> `negStrategy: "semi-hard"`. */
function renamed(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value === "semihard" ? "semi-hard" : value,
    ]),
  );
}

const text = (tuples: readonly (readonly number[])[]): string[] => tuples.map((tuple) => tuple.join()).sort();

test("golden: every case is compared", { skip }, () => {
  assert.equal(golden!.cases.length, 11);
  for (const { miner } of golden!.cases) assert.ok(miner in names, miner);
});

for (const { miner, options, ...expected } of golden?.cases ?? []) {
  test(`golden: ${miner} ${JSON.stringify(options)}`, async () => {
    // Theirs measures the angles of the embeddings as they are.
    const length = (row: readonly number[]): number => (miner === "AngularMiner" ? 1 : Math.hypot(...row));
    const rows = golden!.embeddings.map((row) => row.map((value) => value / length(row)));
    const chosen = await runMiner(minerByName(names[miner]!, renamed(options)), rows, golden!.labels);
    if (expected.triplets !== undefined) {
      assert.deepEqual(chosen.triplets, text(expected.triplets));
      assert.deepEqual(chosen.positive, [...new Set(text(expected.triplets.map(([a, p]) => [a!, p!])))].sort());
      assert.deepEqual(chosen.negative, [...new Set(text(expected.triplets.map(([a, , n]) => [a!, n!])))].sort());
      return;
    }
    for (const [mine, theirs] of [
      [chosen.positive, expected.positive_pairs!],
      [chosen.negative, expected.negative_pairs!],
    ] as const) {
      // Theirs is cut off in the middle of a pair's two directions; here both are in.
      const both = miner === "HDCMiner" ? theirs.concat(theirs.map(([a, b]) => [b!, a!])) : theirs;
      assert.deepEqual(mine, [...new Set(text(both))].sort());
    }
  });
}
