// A small complete input for tests of the report.

import type { DistanceComparison } from "../../src/evaluation/index.js";
import type { ReportInput, ReportItem } from "../../src/report/input.js";

/** A grey PNG of one pixel. */
export const pixel: string =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

export function item(id: string, label = "a"): ReportItem {
  return { id, label, thumbnail: pixel };
}

/** Every part filled in. `text` stands in every place that takes a string. */
export function reportInput(text = "faces"): ReportInput {
  const pair = { a: item(`${text}/1.png`, text), b: item(`${text}/2.png`, text), distance: 0.4, similarity: 0.7 };
  const figure = { value: 0.9, low: 0.85, high: 0.94, baseline: 0.8, note: text };
  const places = Array.from({ length: 40 }, (_, i) => i);
  return {
    title: text,
    createdAt: text,
    summary: [{ label: text, value: text }],
    settings: { [text]: text, optimizer: { name: "adam", betas: [0.9, 0.999] } },
    history: places.map((epoch) => ({
      step: 10 * epoch,
      epoch,
      loss: 1 / (epoch + 1),
      learningRate: 0.001 * (40 - epoch),
      validation: { auc: 1 - 0.2 / (epoch + 1), eer: 0.3 / (epoch + 1) },
    })),
    bestEpoch: 30,
    metrics: {
      verification: {
        auc: figure,
        eer: { value: 0.06, low: 0.05, high: 0.08 },
        accuracy: figure,
        tarAtFar: [{ falseAcceptRate: 0.01, trueAcceptRate: figure }],
        averagePrecision: figure,
        dPrime: { value: 2.5, low: 2.1, high: 2.9 },
        calibration: {
          ece: { value: 0.04 },
          brier: { value: 0.1 },
          bins: [0.1, 0.5, 0.9].map((probability) => ({
            probability,
            same: probability ** 2,
            weight: 1 / 3,
            pairs: 40,
          })),
        },
        rocBand: [0.001, 0.01, 0.1, 1].map((falseAcceptRate) => ({ falseAcceptRate, low: 0.5, high: 1 })),
        roc: places.map((i) => ({ falseAcceptRate: (i / 39) ** 3, trueAcceptRate: i / 39 })),
      },
      oneShot: { ways: 20, shots: 1, trials: 400, accuracy: figure },
      retrieval: {
        recallAt1: figure,
        recallAt5: figure,
        recallAt10: figure,
        mapAtR: figure,
        recallCurve: [0.6, 0.8, 0.9, 1],
      },
      baseline: text,
      notes: [text],
    },
    distance: { name: text, threshold: 0.5 },
    distances: {
      same: Float32Array.from(places, (i) => i / 60),
      different: Float32Array.from(places, (i) => 0.4 + i / 60),
    },
    pairs: { sameHardest: [pair], sameEasiest: [pair], differentHardest: [pair], differentEasiest: [pair] },
    distanceComparison: comparison(text),
    confusions: [
      { a: item(`${text}/6.png`, text), b: item(`${text}/7.png`, text), distance: 0.2, accepted: 0.25, pairs: 12 },
    ],
    neighbours: [
      {
        probe: item(`${text}/3.png`, text),
        nearest: [
          { item: item(`${text}/4.png`, text), distance: 0.1, correct: true },
          { item: item(`${text}/5.png`, text), distance: 0.2, correct: false },
        ],
      },
    ],
    map: {
      x: Float32Array.from(places, (i) => Math.cos(i) + 9 * (i % 3)),
      y: Float32Array.from(places, (i) => Math.sin(i)),
      labels: places.map((i) => `${text}${i % 3}`),
      items: places.map((i) => item(`${text}/${i}.png`, `${text}${i % 3}`)),
    },
    warnings: [text],
  };
}

/** Two distances. */
function comparison(text: string): DistanceComparison {
  const disturbed = { noise: 0.9, outliers: 0.7, dropped: 0.88 };
  const figures = (label: string, auc: number, own: boolean): DistanceComparison["distances"][number] => ({
    ...{ label, name: label, own, auc, eer: 1 - auc, recallAt1: 0.9, disturbed },
    intervals: { auc: [auc - 0.02, auc + 0.02], eer: [0.02, 0.1], recallAt1: [0.8, 0.95] },
    behind: { auc: 0.95 - auc, interval: [0, 0.05] },
  });
  return {
    ...{ items: 40, classes: 3, pairs: { same: 247, different: 533 }, queries: 40, over: "classes", units: 3 },
    profile: {
      ...{ dimensions: 8, effectiveRank: 5, sparsity: 0, negative: 0.5, correlation: 0.1, scaleRatio: 2, outliers: 0 },
      norm: { mean: 1, spread: 0 },
    },
    distances: [figures(`${text} cosine`, 0.95, false), figures(`${text} euclidean`, 0.93, true)],
    recommendation: {
      ...{ label: `${text} cosine`, name: "cosine", own: false, reason: text, asGood: [`${text} cosine`] },
    },
    skipped: { [`${text} mahalanobis`]: text },
  };
}

/** Nothing but a title. */
export const emptyInput: ReportInput = {
  title: "empty",
  createdAt: "today",
  summary: [],
  settings: {},
  history: [],
  metrics: {},
  distance: { name: "euclidean" },
  distances: { same: [], different: [] },
  pairs: { sameHardest: [], sameEasiest: [], differentHardest: [], differentEasiest: [] },
  neighbours: [],
  warnings: [],
};
