// The losses on class labels beside their naive twins, for the contract suite.

import {
  angular,
  circle,
  dynamicSoftMargin,
  fastAp,
  generalisedLiftedStructure,
  histogram,
  instance,
  intraPairVariance,
  liftedStructure,
  marginLoss,
  nPairs,
  nca,
  ntXent,
  pnp,
  rankedList,
  signalToNoiseContrastive,
  thresholdConsistentMargin,
  tupletMargin,
} from "../../src/losses/index.js";
import type { LossCase } from "./case.js";
import {
  directedPairs,
  naiveAngular,
  naiveCircle,
  naiveGeneralisedLifted,
  naiveInstance,
  naiveIntraPairVariance,
  naiveLifted,
  naiveMarginLoss,
  naiveNPairs,
  naiveNca,
  naiveNtXent,
  naiveRankedList,
  naiveSignalToNoise,
  naiveThresholdConsistentMargin,
  naiveTupletMargin,
} from "./naive-labels.js";
import { naiveDynamicSoftMargin, naiveFastAp, naiveHistogram, naivePnp } from "./naive-ranks.js";

const thresholds = { lambdaPlus: 2, lambdaMinus: 0.5, marginPlus: 0.7, marginMinus: 0.1 };
const ranked = { margin: 0.6, tn: 2, tp: 1, imbalance: 0.3, alpha: 2.5 };
const betas = [1.5, 2, 2.5, 3];

export const labelCases: readonly LossCase[] = [
  ...(["negatives", "others"] as const).map((denominator): LossCase => ({
    name: `nt-xent, over ${denominator}`,
    loss: ntXent({ temperature: 0.5, denominator }),
    naive: (rows, labels) => naiveNtXent(rows, labels, 0.5, denominator),
  })),
  {
    name: "circle",
    loss: circle({ m: 0.4, gamma: 4 }),
    naive: (rows, labels, still) => naiveCircle(rows, labels, 0.4, 4, still),
  },
  {
    name: "lifted-structure",
    loss: liftedStructure({ negMargin: 1.5, posMargin: 0.2 }),
    naive: (rows, labels) => naiveLifted(rows, labels, 1.5, 0.2),
  },
  {
    name: "generalised-lifted-structure",
    loss: generalisedLiftedStructure({ negMargin: 1.5, posMargin: 0.2 }),
    naive: (rows, labels) => naiveGeneralisedLifted(rows, labels, 1.5, 0.2),
  },
  {
    name: "nca",
    loss: nca({ softmaxScale: 0.3 }),
    naive: (rows, labels) => naiveNca(rows, labels, 0.3),
  },
  {
    name: "n-pairs",
    loss: nPairs(),
    naive: naiveNPairs,
    ordered: "does not apply: takes the first two rows of each class, in the batch's order",
  },
  ...[true, false].map((normaliseNegatives): LossCase => ({
    name: `angular, negatives ${normaliseNegatives ? "of length 1" : "as they are"}`,
    loss: angular({ alpha: 40, normaliseNegatives }),
    naive: (rows, labels) => naiveAngular(rows, labels, 40, normaliseNegatives),
  })),
  {
    name: "tuplet-margin",
    loss: tupletMargin({ margin: 10, scale: 4 }),
    naive: (rows, labels) => naiveTupletMargin(rows, labels, 10, 4),
  },
  {
    name: "intra-pair-variance",
    loss: intraPairVariance({ posEps: 0.1, negEps: 0.2 }),
    naive: (rows, labels) => naiveIntraPairVariance(rows, labels, 0.1, 0.2),
    alone: true,
  },
  {
    name: "signal-to-noise-contrastive",
    loss: signalToNoiseContrastive({ negMargin: 2, posMargin: 0.5 }),
    naive: (rows, labels) => naiveSignalToNoise(directedPairs(rows, labels), 2, 0.5),
    overPairs: (pairs) => naiveSignalToNoise(pairs, 2, 0.5),
    alone: true,
  },
  {
    name: "margin",
    loss: marginLoss({ margin: 0.3, beta: 2 }),
    naive: (rows, labels) => naiveMarginLoss(rows, labels, { margin: 0.3, beta: () => 2, nu: 0 }),
  },
  {
    name: "margin, learned",
    loss: marginLoss({ margin: 0.3, learnBeta: true, nu: 0.1 }),
    naive: (rows, labels) => naiveMarginLoss(rows, labels, { margin: 0.3, beta: () => 2, nu: 0.1 }),
    parameters: { beta: Float32Array.of(2) },
  },
  {
    name: "margin, learned for each class",
    loss: marginLoss({ margin: 0.3, learnBeta: "class", nu: 0.1 }),
    naive: (rows, labels) => naiveMarginLoss(rows, labels, { margin: 0.3, beta: (label) => betas[label]!, nu: 0.1 }),
    parameters: { beta: Float32Array.from(betas) },
  },
  {
    name: "ranked-list",
    loss: rankedList(ranked),
    naive: (rows, labels) => naiveRankedList(rows, labels, ranked),
    alone: true,
  },
  {
    name: "fast-ap",
    loss: fastAp({ numBins: 7 }),
    naive: (rows, labels) => naiveFastAp(rows, labels, 7),
  },
  {
    name: "histogram",
    loss: histogram({ nBins: 15 }),
    naive: (rows, labels) => naiveHistogram(rows, labels, 15),
  },
  ...(
    [
      ["O", (r) => r],
      ["Ds", (r) => Math.log(1 + r)],
      ["Dq", (r) => 1 - 1 / (1 + r) ** 3],
      ["Iu", (r) => (1 + r) * Math.log(1 + r)],
      ["Ib", (r) => (3 * r - Math.log(1 + 3 * r)) / 9],
    ] as const satisfies readonly (readonly [string, (before: number) => number])[]
  ).map(([variant, cost]): LossCase => ({
    name: `pnp, variant ${variant}`,
    loss: pnp({ variant, b: 3, alpha: 3, anneal: 0.2 }),
    naive: (rows, labels) => naivePnp(rows, labels, 0.2, cost),
  })),
  ...(["hard", "all"] as const).map((triplets): LossCase => ({
    name: `dynamic-soft-margin, ${triplets} triplets`,
    loss: dynamicSoftMargin({ numBins: 6, triplets }),
    naive: (rows, labels, still) => naiveDynamicSoftMargin(rows, labels, { bins: 6, triplets }, still),
    signed: true,
  })),
  {
    name: "threshold-consistent-margin",
    loss: thresholdConsistentMargin(thresholds),
    naive: (rows, labels) => naiveThresholdConsistentMargin(rows, labels, thresholds),
    alone: true,
  },
  {
    name: "instance, by class",
    loss: instance({ gamma: 4 }),
    naive: (rows, labels) => naiveInstance(rows, labels, 4, (i, { positives }) => [i, ...positives(i)]),
    alone: true,
  },
  {
    name: "instance, by picture",
    loss: instance({ gamma: 4, target: "instance" }),
    naive: (rows, labels) => naiveInstance(rows, labels, 4, (i) => [i]),
    alone: true,
  },
  {
    name: "instance, by number of label",
    loss: instance({ gamma: 4, target: "index" }),
    naive: (rows, labels) => naiveInstance(rows, labels, 4, (i) => [[...new Set(labels)].sort().indexOf(labels[i]!)]),
    alone: true,
    ordered: "does not apply: which row is right depends on the batch's order",
  },
];
