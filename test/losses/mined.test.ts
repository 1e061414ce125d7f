// Losses on what a miner chose, and on more rows than the batch: value and gradient against plain loops over the pairs and
// triplets that the miner lists (test/miners compares those with plain loops of their own).

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { cosine, cosineSimilarity, euclidean } from "../../src/distances/index.js";
import {
  type Loss,
  contrastive,
  marginUnit,
  meanOfNonZeroReducer,
  meanReducer,
  multiSimilarity,
  pairClassifier,
  supcon,
  triplet,
} from "../../src/losses/index.js";
import {
  type Miner,
  angular,
  batchEasyHard,
  batchHard,
  hdc,
  multiSimilarityMiner,
  pairMargin,
  tripletMargin,
} from "../../src/miners/index.js";
import { type Chosen, runMiner } from "../miners/run-miner.js";
import { type NaivePair, type Rows, naiveContrastive, naivePairClassifier } from "./naive.js";
import { type RunLossOptions, differences, fold, runLabels } from "./run-loss.js";

const N = 9;
const D = 3;
const labels = [0, 1, 2, 0, 1, 2, 0, 3, 1];
const WEIGHTS = [0.8, 0.3, 1.1];
const BIAS = 1.5;
const parameters = { weights: Float32Array.from(WEIGHTS), bias: Float32Array.of(BIAS) };
const memory = { rows: fold(numbersOf(5 * D, "memory"), D), labels: [1, -1, 0, 4, -1] };

function numbersOf(count: number, ...stream: string[]): number[] {
  const generator = random(5, ...stream);
  return Array.from({ length: count }, () => Math.fround(generator.normal()));
}

const numbers = (tuples: readonly string[]): number[][] => tuples.map((tuple) => tuple.split(",").map(Number));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);

type Naive = (rows: Rows, chosen: Chosen) => number;

function directed(rows: Rows, { positive, negative }: Chosen): NaivePair[] {
  const pairs = (tuples: readonly string[], same: boolean): NaivePair[] =>
    numbers(tuples).map(([i, j]) => ({ a: rows[i!]!, b: rows[j!]!, same }));
  return [...pairs(positive, true), ...pairs(negative, false)];
}

/** Of each anchor's similarities to its positives and its negatives. */
function perAnchor(
  rows: Rows,
  { positive, negative }: Chosen,
  cost: (positives: number[], negatives: number[]) => number | undefined,
): number[] {
  const of = (tuples: readonly string[], anchor: number): number[] =>
    numbers(tuples).flatMap(([a, b]) => (a === anchor ? [cosineSimilarity(rows[a]!, rows[b!]!)] : []));
  return Array.from({ length: N }, (_, anchor) => cost(of(positive, anchor), of(negative, anchor))).filter(
    (value) => value !== undefined,
  );
}

const tripletLoss =
  (
    distance: Loss["distance"],
    margin: number,
    how: { soft?: boolean; average?: "active" | "all"; swap?: boolean } = {},
  ): Naive =>
  (rows, { triplets }) => {
    const d = (i: number, j: number): number => distance.between(rows[i]!, rows[j]!);
    const costs = numbers(triplets).map(([a, p, n]) => {
      const toNegative = how.swap ? Math.min(d(a!, n!), d(p!, n!)) : d(a!, n!);
      const gap = d(a!, p!) - toNegative + margin;
      return how.soft ? Math.log1p(Math.exp(gap)) : Math.max(0, gap);
    });
    return mean(how.average === "active" ? costs.filter((cost) => cost > 0) : costs);
  };

const losses: readonly (readonly [string, Loss, Naive])[] = [
  [
    "contrastive",
    contrastive({ margin: 2 }),
    (rows, chosen) => naiveContrastive(directed(rows, chosen), { distance: euclidean(), margin: 2, balance: true }),
  ],
  [
    "pair-classifier",
    pairClassifier({ balance: false }),
    (rows, chosen) => naivePairClassifier(directed(rows, chosen), WEIGHTS, BIAS, false),
  ],
  [
    "multi-similarity",
    multiSimilarity({ beta: 8 }),
    (rows, chosen) =>
      sum(
        perAnchor(rows, chosen, (positives, negatives) => {
          const pull = Math.log(1 + sum(positives.map((s) => Math.exp(-2 * (s - 0.5))))) / 2;
          return pull + Math.log(1 + sum(negatives.map((s) => Math.exp(8 * (s - 0.5))))) / 8;
        }),
      ) / N,
  ],
  [
    "supcon",
    supcon({ temperature: 0.5 }),
    (rows, chosen) =>
      mean(
        perAnchor(rows, chosen, (positives, negatives) => {
          const total = Math.log(sum([...positives, ...negatives].map((s) => Math.exp(s / 0.5))));
          return positives.length === 0 ? undefined : -mean(positives.map((s) => s / 0.5 - total));
        }),
      ),
  ],
  ["triplet", triplet({ margin: 0.7 }), tripletLoss(euclidean(), 0.7)],
  [
    "triplet, mean of active ones",
    triplet({ margin: 0.7, reducer: meanOfNonZeroReducer() }),
    tripletLoss(euclidean(), 0.7, { average: "active" }),
  ],
  ["triplet, cosine", triplet({ margin: 0.3, distance: cosine() }), tripletLoss(cosine(), 0.3)],
  ["triplet, soft", triplet({ soft: true, margin: 0.1 }), tripletLoss(euclidean(), 0.1, { soft: true })],
  [
    "triplet, swap",
    triplet({ mining: "all", swap: true, margin: 0.7, reducer: meanReducer() }),
    tripletLoss(euclidean(), 0.7, { swap: true }),
  ],
];

/** One of each kind: masks, one for each positive, one for each negative, gaps, written out. */
const miners: readonly Miner[] = [
  batchHard(),
  batchEasyHard({ posStrategy: "all", negStrategy: "semi-hard" }),
  batchEasyHard({ posStrategy: "semi-hard", negStrategy: "all" }),
  batchEasyHard({ posStrategy: "easy", negStrategy: "all" }),
  tripletMargin({ margin: 0.5, typeOfTriplets: "semi-hard" }),
  tripletMargin({ margin: 1, typeOfTriplets: "all" }),
  tripletMargin({ margin: 0.2, typeOfTriplets: "easy" }),
  pairMargin({ posMargin: 1, negMargin: 2.5 }),
  multiSimilarityMiner({ epsilon: 0.3 }),
  hdc({ filterPercentage: 0.4 }),
  angular({ angle: 30 }),
];

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 3e-4 * (1 + Math.abs(expected)), `${what}: ${actual} for ${expected}`);
}

async function compare(
  loss: Loss,
  naive: Naive,
  values: readonly number[],
  chosen: Chosen,
  options: RunLossOptions,
): Promise<void> {
  const more = options.memory?.rows ?? [];
  const at = (moved: readonly number[]): number => naive([...fold(moved, D), ...more], chosen);
  const { loss: value, gradient } = await runLabels(loss, fold(values, D), labels, { ...options, parameters });
  near(value, at(values), "loss");
  differences(at, values).forEach((slope, i) => near(gradient[i]!, slope, `gradient ${i}`));
}

/** Losses of pairs see masks only: one kind of miner is like another. */
const someMiners: readonly Miner[] = [batchHard(), tripletMargin({ margin: 0.5 }), multiSimilarityMiner()];

for (const [name, loss, naive] of losses) {
  for (const miner of name.startsWith("triplet") ? miners : someMiners) {
    test(`${name} on ${miner.name} ${JSON.stringify(miner.options)}`, async () => {
      const values = numbersOf(N * D, name);
      const options = { distance: loss.distance, unit: marginUnit(loss.distance, D) };
      const chosen = await runMiner(miner, fold(values, D), labels, options);
      await compare(loss, naive, values, chosen, { miner });
      const withMemory = await runMiner(miner, fold(values, D), labels, { ...options, memory });
      await compare(loss, naive, values, withMemory, { miner, memory });
    });
  }

  test(`${name} with a memory and no miner: every pair of batch and memory`, async () => {
    if (name.startsWith("triplet") && !name.endsWith("swap")) return;
    const values = numbersOf(N * D, name, "memory");
    const everything = batchEasyHard({ posStrategy: "all", negStrategy: "all" });
    const chosen = await runMiner(everything, fold(values, D), labels, { memory });
    await compare(loss, naive, values, chosen, { memory });
  });
}

for (const mining of ["all", "hard", "semi-hard"] as const) {
  test(`triplet, mining ${mining}, with a memory: triplets of batch and memory`, async () => {
    const values = numbersOf(N * D, mining);
    const miner = {
      all: batchEasyHard({ posStrategy: "all", negStrategy: "all" }),
      hard: batchHard(),
      // Its fallback, the farthest negative, costs nothing at so small a margin, and the mean is over what costs.
      "semi-hard": batchEasyHard({ posStrategy: "all", negStrategy: "semi-hard" }),
    }[mining];
    const chosen = await runMiner(miner, fold(values, D), labels, { memory });
    const naive: Naive = (rows, { triplets }) => {
      const d = (i: number, j: number): number => euclidean().between(rows[i]!, rows[j]!);
      const costs = numbers(triplets).map(([a, p, n]) => Math.max(0, d(a!, p!) - d(a!, n!) + 0.4));
      const fallbacks = mining === "semi-hard" ? withoutSemiHard(rows, triplets) : [];
      return mean([...costs, ...fallbacks].filter((cost) => cost > 0));
    };
    await compare(triplet({ mining, margin: 0.4, reducer: meanOfNonZeroReducer() }), naive, values, chosen, { memory });
  });
}

/** The costs of same pairs without a negative beyond the positive: against the farthest one. */
function withoutSemiHard(rows: Rows, triplets: readonly string[]): number[] {
  const all = [...labels, ...memory.labels];
  const d = (i: number, j: number): number => euclidean().between(rows[i]!, rows[j]!);
  const found = new Set(numbers(triplets).map(([a, p]) => `${a},${p}`));
  return labels.flatMap((label, a) => {
    const negatives = all.flatMap((other, i) => (other >= 0 && other !== label ? [i] : []));
    const farthest = Math.max(...negatives.map((n) => d(a, n)));
    return all.flatMap((other, p) =>
      other === label && p !== a && !found.has(`${a},${p}`) ? [Math.max(0, d(a, p) - farthest + 0.4)] : [],
    );
  });
}

test("metrics of distances are about all pairs, mined or not", async () => {
  const rows = fold(numbersOf(N * D, "metrics"), D);
  for (const [name, loss] of losses) {
    const { metrics: plain } = await runLabels(loss, rows, labels, { parameters });
    const { metrics: mined } = await runLabels(loss, rows, labels, { parameters, miner: batchHard() });
    for (const metric of ["meanPositive", "meanNegative"]) near(mined[metric]!, plain[metric]!, `${name}: ${metric}`);
  }
});

for (const [what, of] of [
  ["one class", [1, 1, 1, 1]],
  ["no same pair", [0, 1, 2, 3]],
  ["identical rows", [0, 0, 1, 1]],
] as const) {
  test(`finite on ${what}, whatever the miner`, async () => {
    const row = fold(numbersOf(4 * D, "degenerate"), D);
    const rows = what === "identical rows" ? row.map(() => row[0]!) : row;
    for (const [name, loss] of losses) {
      for (const miner of someMiners) {
        const { loss: value, gradient } = await runLabels(loss, rows, of, { parameters, miner });
        assert.ok([value, ...gradient].every(Number.isFinite), `${name} on ${miner.name}: ${value}`);
      }
    }
  });
}
