// What every miner promises, checked on every miner: the choice of plain loops, on the batch alone and with a memory behind it;
// nothing where there is nothing to choose; no dependence on the order of rows; and a way back from name and options.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import {
  type Miner,
  type Strategy,
  angular,
  batchEasyHard,
  batchHard,
  distanceWeighted,
  hdc,
  minerByName,
  minerNames,
  multiSimilarityMiner,
  pairMargin,
  tripletMargin,
  uniformHistogram,
} from "../../src/miners/index.js";
import {
  type NaiveBatch,
  allNegatives,
  allPositives,
  naiveAngular,
  naiveDistanceWeights,
  naiveEasyHard,
  naiveHdc,
  naiveMultiSimilarity,
  naivePairMargin,
  naiveTripletMargin,
} from "./naive.js";
import { type Chosen, type Rows, type RunMinerOptions, runMiner, runMinerOften } from "./run-miner.js";

interface Case {
  readonly name: string;
  readonly miner: Miner;
  /** Absent: it draws at random, and draws.test.ts is about it. */
  readonly naive?: (batch: NaiveBatch) => Chosen;
  readonly distance?: RunMinerOptions["distance"];
}

const strategies: readonly Strategy[] = ["easy", "hard", "semi-hard", "all"];
const combinations = strategies
  .flatMap((pos) => strategies.map((neg) => ({ pos, neg })))
  .filter(({ pos, neg }) => pos !== "semi-hard" || neg !== "semi-hard");

const cases: readonly Case[] = [
  { name: "batch-hard", miner: batchHard(), naive: (batch) => naiveEasyHard(batch, { pos: "hard", neg: "hard" }) },
  ...combinations.map(({ pos, neg }): Case => ({
    name: `batch-easy-hard, ${pos} positives, ${neg} negatives`,
    miner: batchEasyHard({ posStrategy: pos, negStrategy: neg }),
    naive: (batch) => naiveEasyHard(batch, { pos, neg }),
  })),
  {
    name: "batch-easy-hard within ranges",
    miner: batchEasyHard({
      posStrategy: "hard",
      negStrategy: "all",
      allowedPosRange: [0.5, 2.5],
      allowedNegRange: [1, 3],
    }),
    naive: (batch) => naiveEasyHard(batch, { pos: "hard", neg: "all", posRange: [0.5, 2.5], negRange: [1, 3] }),
  },
  ...(["all", "hard", "semi-hard", "easy"] as const).map((type): Case => ({
    name: `triplet-margin, ${type}`,
    miner: tripletMargin({ margin: 0.4, typeOfTriplets: type }),
    naive: (batch) => naiveTripletMargin(batch, 0.4, type),
  })),
  {
    name: "triplet-margin on cosine distance, its margin by default",
    miner: tripletMargin(),
    naive: (batch) => naiveTripletMargin(batch, 0.2, "all"),
    distance: cosine(),
  },
  {
    name: "pair-margin",
    miner: pairMargin({ posMargin: 1.5, negMargin: 2 }),
    naive: (batch) => naivePairMargin(batch, 1.5, 2),
  },
  { name: "pair-margin by default", miner: pairMargin(), naive: (batch) => naivePairMargin(batch, 0.2, 0.8) },
  { name: "multi-similarity", miner: multiSimilarityMiner(), naive: (batch) => naiveMultiSimilarity(batch, 0.1) },
  { name: "hdc", miner: hdc({ filterPercentage: 0.3 }), naive: (batch) => naiveHdc(batch, 0.3) },
  { name: "hdc, all", miner: hdc({ filterPercentage: 1 }), naive: (batch) => naiveHdc(batch, 1) },
  { name: "angular", miner: angular({ angle: 35 }), naive: (batch) => naiveAngular(batch, 35) },
  { name: "distance-weighted", miner: distanceWeighted() },
  { name: "uniform-histogram", miner: uniformHistogram({ numBins: 4, posPerBin: 1, negPerBin: 2 }) },
];

const D = 3;
const labels = [0, 1, 2, 0, 1, 2, 0, 3, 1, 2];

function rowsOf(count: number, ...stream: string[]): Rows {
  const generator = random(3, ...stream);
  return Array.from({ length: count }, () => Array.from({ length: D }, () => Math.fround(generator.normal())));
}

test("every miner by name is in this contract", () => {
  assert.deepEqual([...new Set(cases.map(({ miner }) => miner.name))].sort(), [...minerNames].sort());
});

for (const { name, miner, naive, distance = euclidean() } of cases) {
  const run = (rows: Rows, of: readonly number[], options: RunMinerOptions = {}): Promise<Chosen> =>
    runMiner(miner, rows, of, { distance, ...options });

  if (naive !== undefined) {
    test(`${name}: chooses as plain loops do`, async () => {
      const rows = rowsOf(labels.length, name);
      const chosen = await run(rows, labels);
      assert.deepEqual(chosen, naive({ rows, labels, anchors: rows.length, distance }));
      assert.ok(chosen.positive.length + chosen.negative.length > 0);
    });

    test(`${name}: with a memory of earlier rows, some of its places empty`, async () => {
      const [rows, before] = [rowsOf(6, name), rowsOf(7, name, "memory")];
      const memory = { rows: before, labels: [1, -1, 0, 2, -1, 0, 5] };
      const chosen = await run(rows, labels.slice(0, 6), { memory });
      const all = { rows: [...rows, ...before], labels: [...labels.slice(0, 6), ...memory.labels] };
      assert.deepEqual(chosen, naive({ ...all, anchors: 6, distance }));
    });

    test(`${name}: does not depend on the order of rows`, async () => {
      const rows = rowsOf(labels.length, name);
      const forward = await run(rows, labels);
      const backward = await run([...rows].reverse(), [...labels].reverse());
      const turned = (tuples: readonly string[]): string[] =>
        tuples
          .map((tuple) =>
            tuple
              .split(",")
              .map((i) => rows.length - 1 - Number(i))
              .join(),
          )
          .sort();
      assert.deepEqual(
        {
          positive: turned(backward.positive),
          negative: turned(backward.negative),
          triplets: turned(backward.triplets),
        },
        forward,
      );
    });
  }

  for (const [what, rows, of] of batches()) {
    test(`${name}: on ${what}, only what is there`, async () => {
      const chosen = await run(rows, of);
      const batch: NaiveBatch = { rows, labels: of, anchors: rows.length, distance };
      const [positives, negatives] = [allPositives(batch), allNegatives(batch)].map(
        (pairs) => new Set(pairs.map((pair) => pair.join())),
      );
      assert.ok(
        chosen.positive.every((pair) => positives!.has(pair)),
        chosen.positive.join(" "),
      );
      assert.ok(
        chosen.negative.every((pair) => negatives!.has(pair)),
        chosen.negative.join(" "),
      );
      for (const triplet of chosen.triplets) {
        const [a, p, n] = triplet.split(",");
        assert.ok(chosen.positive.includes(`${a},${p}`) && chosen.negative.includes(`${a},${n}`), triplet);
      }
    });
  }

  test(`${name}: rebuilt from its name and options`, () => {
    const options = JSON.parse(JSON.stringify(miner.options)) as Record<string, unknown>;
    const copy = minerByName(miner.name, options);
    assert.deepEqual([copy.name, copy.options], [miner.name, miner.options]);
  });
}

function batches(): [string, Rows, readonly number[]][] {
  const rows = rowsOf(4, "degenerate");
  return [
    ["one class", rows, [2, 2, 2, 2]],
    ["no same pair", rows, [0, 1, 2, 3]],
    ["duplicates", [rows[0]!, rows[0]!, rows[1]!, rows[1]!], [0, 0, 1, 1]],
    ["identical rows", [rows[0]!, rows[0]!, rows[0]!, rows[0]!], [0, 0, 1, 1]],
    ["rows of zeros", [rows[0]!, [0, 0, 0], [0, 0, 0], rows[1]!], [0, 0, 1, 1]],
    ["large embeddings", rows.map((row) => row.map((value) => value * 1e4)), [0, 0, 1, 1]],
  ];
}

test("distance-weighted: a negative for each same pair, as often as its weight says", async () => {
  const rows = rowsOf(9, "weights").map((row) => row.map((value) => value / Math.hypot(...row)));
  const of = [0, 0, 1, 2, 3, 4, 5, 6, 7];
  const batch = { rows, labels: of, anchors: 9, distance: euclidean() };
  const expected = naiveDistanceWeights(batch, 0, 0.5, 1.4);
  const counts = new Map<number, number>();
  const draws = 400;
  for (const { triplets } of await runMinerOften(distanceWeighted(), rows, of, seeds(draws))) {
    const [, , n] = triplets.find((triplet) => triplet.startsWith("0,1,"))!.split(",");
    counts.set(Number(n), (counts.get(Number(n)) ?? 0) + 1);
  }
  for (const [n, weight] of expected) {
    const deviation = 4 * Math.sqrt((weight * (1 - weight)) / draws);
    assert.ok(Math.abs((counts.get(n) ?? 0) / draws - weight) <= deviation, `${n}: ${counts.get(n)} for ${weight}`);
  }
});

test("distance-weighted: an anchor whose negatives are all too far has no triplet", async () => {
  const rows = [
    [1, 0, 0],
    [0.9, 0.1, 0],
    [-1, 0, 0],
    [-0.9, 0.1, 0],
  ];
  assert.deepEqual(await runMiner(distanceWeighted(), rows, [0, 0, 1, 1]), {
    positive: [],
    negative: [],
    triplets: [],
  });
});

test("uniform-histogram: a bin with few pairs keeps them all, a full one as many on average", async () => {
  const rows = [[0], [1], [0], [1], [20]];
  const miner = uniformHistogram({ numBins: 40, posPerBin: 1, negPerBin: 4 });
  const draws = 200;
  const kept = new Map<number, number>();
  for (const { negative } of await runMinerOften(miner, rows, [0, 1, 2, 3, 4], seeds(draws))) {
    for (const pair of negative) {
      const [a, b] = pair.split(",").map((i) => rows[Number(i)]![0]!);
      kept.set(Math.abs(a! - b!), (kept.get(Math.abs(a! - b!)) ?? 0) + 1 / draws);
    }
  }
  const expected = { 0: 4, 1: 4, 19: 4, 20: 4 };
  // 0 apart are two pairs in both directions, as are 19 and 20; 1 apart are four, of which half are kept.
  for (const [d, count] of Object.entries(expected)) {
    const slack = d === "1" ? 0.5 : 1e-9;
    assert.ok(Math.abs(kept.get(Number(d))! - count) < slack, `${d} apart: ${kept.get(Number(d))}`);
  }
});

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, seed) => seed);
}

test("random miners: the same numbers give the same choice, others another", async () => {
  const rows = rowsOf(12, "random").map((row) => row.map((value) => value / Math.hypot(...row)));
  const of = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
  for (const miner of [distanceWeighted(), uniformHistogram({ numBins: 3, posPerBin: 2, negPerBin: 5 })]) {
    const first = await runMiner(miner, rows, of, { seed: 1 });
    assert.deepEqual(await runMiner(miner, rows, of, { seed: 1 }), first);
    assert.notDeepEqual(await runMiner(miner, rows, of, { seed: 2 }), first);
  }
});

const wrong: readonly [string, Record<string, unknown>, RegExp][] = [
  ["multi-similarty", {}, /miner: unknown "multi-similarty", did you mean "multi-similarity"\?/],
  ["triplet-margin", { marign: 1 }, /miner triplet-margin: unknown option "marign", did you mean "margin"\?/],
  ["triplet-margin", { margin: -1 }, /margin must be >= 0, got -1/],
  ["triplet-margin", { typeOfTriplets: "semihard" }, /typeOfTriplets must be one of .*did you mean "semi-hard"/],
  ["batch-easy-hard", { posStrategy: "semi-hard", negStrategy: "semi-hard" }, /cannot both be "semi-hard"/],
  ["batch-easy-hard", { allowedPosRange: [2, 1] }, /allowedPosRange must be two distances/],
  ["batch-hard", { margin: 1 }, /unknown option "margin"\. Known: none/],
  ["pair-margin", { negMargin: "wide" }, /negMargin must be >= 0, got "wide"/],
  ["hdc", { filterPercentage: 0 }, /filterPercentage must be > 0 and <= 1, got 0/],
  ["angular", { angle: 90 }, /angle must be > 0 and < 90, got 90/],
  ["distance-weighted", { cutoff: 1, nonzeroLossCutoff: 0.5 }, /nonzeroLossCutoff must be > 1 and <= 2, got 0\.5/],
  ["uniform-histogram", { numBins: 1.5 }, /numBins must be a whole number >= 1, got 1\.5/],
];

for (const [name, options, message] of wrong) {
  test(`refused: ${name} ${JSON.stringify(options)}`, () => {
    assert.throws(() => minerByName(name, options), { code: "INVALID_OPTION", message });
  });
}
