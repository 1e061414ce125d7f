import assert from "node:assert/strict";
import { test } from "node:test";
import type { Retrieval } from "../../src/evaluation/index.js";
import { reportMetrics } from "../../src/report/metrics.js";

const verification = {
  auc: 0.97,
  eer: 0.08,
  eerThreshold: 0.6,
  averagePrecision: 0.9,
  tarAtFar: { "0.01": 0.8, "0.001": 0.5 },
  fnmrAtFmr: { "0.01": 0.2, "0.001": 0.5 },
  bestF1: 0.9,
  bestF1Threshold: 0.5,
  bestMcc: 0.85,
  bestMccThreshold: 0.5,
  nearest: 0.01,
  farthest: 2,
  unresolvedFars: ["0.001"],
  bestAccuracy: 0.95,
  bestAccuracyThreshold: 0.5,
  threshold: 0.6,
  accuracyAtThreshold: 0.94,
  tarAtThreshold: 0.91,
  farAtThreshold: 0.07,
  pairs: { same: 45, different: 450 },
  roc: [
    { threshold: null, far: 0, tar: 0 },
    { threshold: 2, far: 1, tar: 1 },
  ],
} as const;
const intervals = {
  auc: [0.95, 0.99],
  eer: [0.06, 0.1],
  averagePrecision: [0.88, 0.92],
  rocBand: [{ far: 0.01, low: 0.7, high: 0.9 }],
  tarAtFar: { "0.01": [0.7, 0.9], "0.001": [0.3, 0.6] },
  confidence: 0.95,
  resamples: 200,
  over: "classes",
  units: 10,
} as const;

const unit = [0, 1] as const;
const retrievalIntervals: NonNullable<Retrieval["intervals"]> = {
  ...{ recallAt1: unit, recallAt5: unit, recallAt10: unit, precisionAt1: unit, rPrecision: unit },
  ...{ mapAtR: unit, map: unit, mrr: unit, ndcg: unit, recallAt: {} },
};

test("an evaluation becomes figures with intervals, baselines and the threshold's point", () => {
  const oneShot = {
    ways: 5,
    shots: 1,
    trials: 400,
    withinGroup: false,
    accuracy: 0.9,
    interval: [0.87, 0.93],
    meanAccuracy: 0.9,
    meanInterval: [0.87, 0.93],
  } as const;
  const metrics = reportMetrics(
    { verification: { ...verification, intervals }, oneShot, skipped: {} },
    { baseline: { name: "raw pixels", result: { verification: { ...verification, auc: 0.9 } } } },
  );
  assert.deepEqual(metrics.verification?.auc, { value: 0.97, low: 0.95, high: 0.99, baseline: 0.9 });
  assert.deepEqual(metrics.verification.accuracy, {
    value: 0.94,
    baseline: 0.94,
    note: "Calling every pair different would be right for 90.9\u202f%.",
  });
  assert.deepEqual(metrics.verification.operatingPoint, { falseAcceptRate: 0.07, trueAcceptRate: 0.91 });
  assert.deepEqual(metrics.verification.roc, [
    { falseAcceptRate: 0, trueAcceptRate: 0 },
    { falseAcceptRate: 1, trueAcceptRate: 1 },
  ]);
  const byRate = new Map(metrics.verification.tarAtFar?.map((entry) => [entry.falseAcceptRate, entry.trueAcceptRate]));
  assert.deepEqual(byRate.get(0.01), { value: 0.8, low: 0.7, high: 0.9, baseline: 0.8 });
  assert.match(byRate.get(0.001)?.note ?? "", /^Too few different pairs/);
  assert.deepEqual(metrics.oneShot, {
    ways: 5,
    shots: 1,
    trials: 400,
    accuracy: { value: 0.9, low: 0.87, high: 0.93 },
  });
  assert.equal(metrics.baseline, "raw pixels");
});

test("parts that were skipped are left out, with the reason", () => {
  const metrics = reportMetrics({ skipped: { oneShot: "one-shot: only one class" } });
  assert.deepEqual(metrics, { notes: ["Left out: one-shot: only one class."] });
});

test("accuracy needs no warning where both kinds of pairs are many", () => {
  const pairs = { same: 300, different: 400 };
  const metrics = reportMetrics({ verification: { ...verification, pairs }, skipped: {} });
  assert.deepEqual(metrics.verification?.accuracy, { value: 0.94 });
});

test("retrieval keeps its intervals", () => {
  const retrieval: Retrieval = {
    ...{
      recallAt1: 0.5,
      recallAt5: 1,
      recallAt10: 1,
      precisionAt1: 0.5,
      rPrecision: 0.4,
      mapAtR: 0.3,
      map: 0.4,
      mrr: 0.7,
      ndcg: 0.6,
    },
    ...{ recallAt: {}, recallCurve: [0.5, 1] },
    intervals: { ...retrievalIntervals, recallAt1: [0.2, 0.8], recallAt10: [0.7, 1] },
    ...{ queries: 10, leftOut: 0 },
  };
  const { recallAt1, recallAt10, mapAtR } = reportMetrics({ retrieval, skipped: {} }).retrieval!;
  assert.deepEqual(recallAt1, { value: 0.5, low: 0.2, high: 0.8 });
  assert.equal(recallAt10!.low, 0.7);
  assert.equal(recallAt10!.high, 1);
  assert.deepEqual(mapAtR, { value: 0.3, low: 0, high: 1 });
});
