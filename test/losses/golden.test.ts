// Losses against values and gradients of PyTorch and PyTorch Metric Learning, computed in float64.

import assert from "node:assert/strict";
import { test } from "node:test";
import { distanceByName } from "../../src/distances/index.js";
import { l2Normalise } from "../../src/graph/index.js";
import {
  type Loss,
  angular,
  circle,
  contrastive,
  dynamicSoftMargin,
  fastAp,
  generalisedLiftedStructure,
  histogram,
  instance,
  intraPairVariance,
  liftedStructure,
  lossByName,
  marginLoss,
  multiSimilarity,
  nPairs,
  nca,
  ntXent,
  pnp,
  rankedList,
  signalToNoiseContrastive,
  supcon,
  thresholdConsistentMargin,
  triplet,
  tupletMargin,
} from "../../src/losses/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";
import { type RunLossOptions, runLabels, runPairs } from "./run-loss.js";

interface Golden {
  readonly embeddings: number[][];
  readonly labels: number[];
  readonly pairs: {
    readonly a: number[][];
    readonly b: number[][];
    readonly different: number[];
    readonly cases: readonly {
      distance: string;
      margin: number;
      value: number;
      grad_a: number[][];
      grad_b: number[][];
    }[];
  };
  readonly label_cases: readonly LabelCase[];
}

interface LabelCase {
  readonly loss: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly grad: number[][];
}

const path = shared("golden/losses.json");
const skip = missing(path);
const golden = path === undefined ? undefined : readJson<Golden>(path);

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 + 1e-4 * Math.abs(expected), `${what}: ${actual} for ${expected}`);
}

function allNear(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => near(value, expected[i]!, `${what} ${i}`));
}

for (const [index, [distance, margin]] of (
  [
    ["euclidean", 1],
    ["euclidean", 5],
    ["manhattan", 12],
    ["cosine", 0.5],
    ["cosine", 1.2],
  ] as const
).entries()) {
  test(`golden: contrastive, ${distance}, margin ${margin}`, { skip }, async () => {
    const { a, b, different, cases } = golden!.pairs;
    const expected = cases[index]!;
    assert.deepEqual([expected.distance, expected.margin], [distance, margin]);
    const loss = contrastive({ distance: distanceByName(distance), margin, balance: false });
    const pairs = a.map((row, i) => ({ a: row, b: b[i]!, same: different[i] === 0 }));
    const actual = await runPairs(loss, pairs);
    near(actual.loss, expected.value, "loss");
    allNear(actual.gradient, [...expected.grad_a, ...expected.grad_b].flat(), "gradient");
  });
}

// PyTorch Metric Learning brings embeddings to length 1 before it takes their Euclidean distance.
const unit: RunLossOptions = { before: (embeddings) => l2Normalise(embeddings) };

/** PyTorch Metric Learning's ContrastiveLoss. */
function unsquared(margin: number, positiveMargin: number, distance: string): Loss {
  const options = { squared: false, half: false, balance: "sum", reducer: "mean-of-non-zero" };
  return lossByName("contrastive", { margin, positiveMargin, distance, ...options });
}

const labelCases: readonly [string, Readonly<Record<string, unknown>>, Loss, RunLossOptions?][] = [
  ["ContrastiveLoss", { pos_margin: 0, neg_margin: 1 }, unsquared(1, 0, "euclidean"), unit],
  ["ContrastiveLoss", { pos_margin: 0.2, neg_margin: 4 }, unsquared(4, 0.2, "euclidean")],
  ["ContrastiveLoss", { pos_margin: 1, neg_margin: 0 }, unsquared(1, 0, "cosine")],
  ["TripletMarginLoss", { margin: 0.05 }, triplet({ margin: 0.05, mining: "all" }), unit],
  ["TripletMarginLoss", { margin: 0.2, swap: true }, triplet({ margin: 0.2, mining: "all", swap: true }), unit],
  ["TripletMarginLoss", { margin: 0.2, smooth_loss: true }, triplet({ margin: 0.2, mining: "all", soft: true }), unit],
  ["MultiSimilarityLoss", { alpha: 2, beta: 50, base: 0.5 }, multiSimilarity()],
  ["SupConLoss", { temperature: 0.1 }, supcon()],
  ["SignalToNoiseRatioContrastiveLoss", { pos_margin: 0, neg_margin: 1 }, signalToNoiseContrastive(), unit],
  ["NTXentLoss", { temperature: 0.07 }, ntXent()],
  ["CircleLoss", { m: 0.4, gamma: 80 }, circle()],
  ["LiftedStructureLoss", { neg_margin: 1, pos_margin: 0 }, liftedStructure(), unit],
  ["GeneralizedLiftedStructureLoss", { neg_margin: 1, pos_margin: 0 }, generalisedLiftedStructure(), unit],
  ["NCALoss", { softmax_scale: 1 }, nca(), unit],
  ["NPairsLoss", {}, nPairs(), unit],
  ["AngularLoss", { alpha: 40 }, angular({ normaliseNegatives: false })],
  ["FastAPLoss", { num_bins: 10 }, fastAp()],
  ["IntraPairVarianceLoss", { pos_eps: 0.01, neg_eps: 0.01 }, intraPairVariance()],
  ["TupletMarginLoss", { margin: 5.73, scale: 64 }, tupletMargin()],
  ["HistogramLoss", { n_bins: 20 }, histogram({ nBins: 20 })],
  ["PNPLoss", { b: 2, alpha: 1, anneal: 0.01, variant: "O" }, pnp()],
  ["RankedListLoss", { margin: 0.5, Tn: 1, Tp: 0 }, rankedList({ margin: 0.5, tn: 1 }), unit],
  ["ThresholdConsistentMarginLoss", {}, thresholdConsistentMargin()],
  ["MarginLoss", { margin: 0.2, nu: 0, beta: 1.2 }, marginLoss(), unit],
  ["DynamicSoftMarginLoss", {}, dynamicSoftMargin({ triplets: "all", weightGradient: true })],
  ["InstanceLoss", { gamma: 64 }, instance({ target: "index" })],
];

for (const [name, options, loss, how] of labelCases) {
  test(`golden: ${name} ${JSON.stringify(options)}`, { skip }, async () => {
    const expected = caseOf(name, options);
    const actual = await runLabels(loss, golden!.embeddings, golden!.labels, how);
    near(actual.loss, expected.value, "loss");
    allNear(actual.gradient, expected.grad.flat(), "gradient");
  });
}

function caseOf(name: string, options: Readonly<Record<string, unknown>>): LabelCase {
  const found = golden!.label_cases.find(
    (one) => one.loss === name && JSON.stringify(one.options) === JSON.stringify(options),
  );
  assert.ok(found !== undefined, `${name} ${JSON.stringify(options)} is not in losses.json`);
  return found;
}
