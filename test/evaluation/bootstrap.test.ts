import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { euclidean } from "../../src/distances/index.js";
import {
  bootstrapIntervals,
  fitCalibration,
  scorePairs,
  selectPairs,
  verification,
} from "../../src/evaluation/index.js";
import type { ScoredPairs } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

function scored(options: Parameters<typeof clouds>[0]): { pairs: ScoredPairs; labels: Int32Array } {
  const embeddings = clouds(options);
  return { pairs: scorePairs(embeddings, euclidean(), selectPairs(embeddings)), labels: embeddings.labels! };
}

test("intervals hold the figures, and are a function of the seed", () => {
  const { pairs, labels } = scored({ classes: 20, perClass: 5, noise: 0.8 });
  const figures = verification(pairs, { threshold: 2 });
  const intervals = bootstrapIntervals(pairs, labels, { seed: 1, threshold: 2 })!;
  assert.deepEqual([intervals.over, intervals.units], ["classes", 20]);
  const within = (value: number, [low, high]: readonly [number, number]): void => {
    assert.ok(low < value && value < high, `${value} is not within ${low} and ${high}`);
  };
  within(figures.auc, intervals.auc);
  within(figures.eer, intervals.eer);
  within(figures.accuracyAtThreshold!, intervals.accuracyAtThreshold!);
  within(figures.tarAtFar["0.01"]!, intervals.tarAtFar["0.01"]!);
  within(figures.averagePrecision, intervals.averagePrecision);
  within(figures.dPrime!, intervals.dPrime!);
  within(figures.f1AtThreshold!, intervals.f1AtThreshold!);
  within(figures.mccAtThreshold!, intervals.mccAtThreshold!);
  const calibration = fitCalibration(pairs);
  const { brier } = verification(pairs, { calibration }).calibration!;
  within(brier, bootstrapIntervals(pairs, labels, { seed: 1, calibration })!.brier!);
  // The band holds the curve, rises with it, and ends in the corner.
  for (const { far, low, high } of intervals.rocBand) {
    const below = figures.roc.findLast((point) => point.far <= far)!.tar;
    const above = figures.roc.find((point) => point.far >= far)!.tar;
    assert.ok(low <= above && below <= high && low <= high, `at ${far}`);
  }
  assert.deepEqual(intervals.rocBand.at(-1), { far: 1, low: 1, high: 1 });
  assert.deepEqual(bootstrapIntervals(pairs, labels, { seed: 1, threshold: 2 }), intervals);
  assert.notDeepEqual(bootstrapIntervals(pairs, labels, { seed: 2, threshold: 2 }), intervals);
});

test("a resample weighs pairs as writing them out would: w(u) times within a class, w(u) w(v) times between two", () => {
  const { pairs, labels } = scored({ classes: 12, perClass: 3, noise: 1 });
  const generator = random(5, "bootstrap");
  const drawn = new Float64Array(12);
  for (let i = 0; i < 12; i++) drawn[generator.integer(12)]!++;
  const copies = Array.from(pairs.distances.keys()).flatMap((i) => {
    const [u, v] = [labels[pairs.a[i]!]!, labels[pairs.b[i]!]!];
    return Array<number>(u === v ? drawn[u]! : drawn[u]! * drawn[v]!).fill(i);
  });
  const written = verification({
    distances: copies.map((i) => pairs.distances[i]!),
    same: copies.map((i) => pairs.same[i]!),
  });
  // One resample: both ends of the interval are its figure.
  const { auc, eer, tarAtFar } = bootstrapIntervals(pairs, labels, { resamples: 1, seed: 5 })!;
  assert.ok(Math.abs(auc[0] - written.auc) < 1e-12 && auc[0] === auc[1]);
  assert.ok(Math.abs(eer[0] - written.eer) < 1e-12);
  assert.ok(Math.abs(tarAtFar["0.01"]![0] - written.tarAtFar["0.01"]!) < 1e-12);
});

test("with few classes the share of same pairs is no higher in resamples than in the pairs", () => {
  const { pairs, labels } = scored({ classes: 8, perClass: 6, noise: 1 });
  // Everything is accepted, so that accuracy and precision are the share of same pairs.
  const { accuracyAtThreshold } = verification(pairs, { threshold: 100 });
  const [low, high] = bootstrapIntervals(pairs, labels, { threshold: 100, seed: 2 })!.accuracyAtThreshold!;
  assert.ok(low <= accuracyAtThreshold! && accuracyAtThreshold! <= high, `${accuracyAtThreshold} of ${low} to ${high}`);
});

test("more pairs than points of the curve: joined neighbours change nothing that shows", () => {
  const { pairs, labels } = scored({ classes: 100, perClass: 7, noise: 1 });
  assert.ok(pairs.distances.length > 3 * 65_536);
  const { auc, eer } = bootstrapIntervals(pairs, labels, { resamples: 20 })!;
  const figures = verification(pairs);
  assert.ok(auc[0] < figures.auc && figures.auc < auc[1] && auc[1] - auc[0] < 0.05);
  assert.ok(eer[0] < figures.eer && figures.eer < eer[1] && eer[1] - eer[0] < 0.05);
});

test("pairs without classes: lone pairs are drawn one by one", () => {
  // Eleven same and eleven different pairs; one same pair is misordered, so a resample's AUC is 1 less its share.
  const count = 11;
  const pairs: ScoredPairs = {
    a: Int32Array.from({ length: 2 * count }, (_, i) => 2 * i),
    b: Int32Array.from({ length: 2 * count }, (_, i) => 2 * i + 1),
    same: Uint8Array.from({ length: 2 * count }, (_, i) => (i < count ? 1 : 0)),
    distances: Float32Array.from({ length: 2 * count }, (_, i) => (i === 0 ? 9 : i < count ? 1 : 5)),
  };
  const intervals = bootstrapIntervals(pairs, undefined, { resamples: 400 })!;
  assert.deepEqual([intervals.over, intervals.units], ["components", 2 * count]);
  assert.equal(intervals.auc[1], 1);
  assert.ok(intervals.auc[0] > 0.6 && intervals.auc[0] < 0.82, `low end ${intervals.auc[0]}`);
});

test("intervals over classes are wider than over items, since pairs of a class hang together", () => {
  const { pairs, labels } = scored({ classes: 15, perClass: 20, noise: 1, width: 4 });
  const byClass = bootstrapIntervals(pairs, labels)!;
  const byItem = bootstrapIntervals(pairs, undefined)!;
  assert.deepEqual([byClass.over, byItem.over, byItem.units], ["classes", "items", 300]);
  assert.ok(byClass.auc[1] - byClass.auc[0] > byItem.auc[1] - byItem.auc[0]);
});

test("pairs that stay within signers are drawn by the signer", () => {
  const embeddings = clouds({ classes: 24, perClass: 4, groups: 12 });
  const pairs = scorePairs(embeddings, euclidean(), selectPairs(embeddings, { withinGroups: true }));
  const intervals = bootstrapIntervals(pairs, embeddings.labels)!;
  assert.deepEqual([intervals.over, intervals.units], ["components", 12]);
});

test("too few classes: over items", () => {
  const { pairs, labels } = scored({ classes: 3, perClass: 30 });
  const { over, units } = bootstrapIntervals(pairs, labels, { resamples: 20 })!;
  assert.deepEqual([over, units], ["items", 90]);
});

test("most resamples without a same pair: no intervals", () => {
  // Item 0 alone has a same pair, with item 1: both are drawn in 40 % of resamples of 30 items.
  const pairs: ScoredPairs = {
    a: Int32Array.from({ length: 29 }, () => 0),
    b: Int32Array.from({ length: 29 }, (_, i) => i + 1),
    same: Uint8Array.from({ length: 29 }, (_, i) => (i === 0 ? 1 : 0)),
    distances: Float32Array.from({ length: 29 }, (_, i) => i),
  };
  assert.equal(bootstrapIntervals(pairs, undefined), undefined);
});

test("the interval covers the truth about as often as it says", () => {
  let covered = 0;
  // AUC over very many classes of this cloud: the truth that small samples estimate.
  const truth = verification(scored({ classes: 300, perClass: 4, noise: 1, width: 6, seed: 999 }).pairs).auc;
  for (let seed = 0; seed < 60; seed++) {
    const { pairs, labels } = scored({ classes: 20, perClass: 4, noise: 1, width: 6, seed });
    const { auc } = bootstrapIntervals(pairs, labels, { resamples: 100, seed })!;
    if (auc[0] <= truth && truth <= auc[1]) covered++;
  }
  assert.ok(covered >= 49, `covered ${covered} of 60`);
});
