// Thresholds at the best F1 and the best accuracy: how much they lose on new pairs, with and without resamples.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { euclidean } from "../../src/distances/index.js";
import { accuracyOf, bestPoint, f1Of } from "../../src/evaluation/decisions.js";
import { type Judged, chooseThreshold, rocCurve, scorePairs, selectPairs } from "../../src/evaluation/index.js";
import { pointAt } from "../../src/evaluation/roc.js";
import { clouds } from "../testkit/embeddings.js";

/** Distances of same and of different pairs: `normal` overlap, `apart` hardly, `skewed` has long tails that no normal has. */
const kinds = {
  normal: [(normal: () => number) => 1 + 0.5 * normal(), (normal: () => number) => 2.5 + 0.5 * normal()],
  apart: [(normal: () => number) => 1 + 0.5 * normal(), (normal: () => number) => 4 + 0.5 * normal()],
  skewed: [
    (normal: () => number) => Math.exp(0.8 * normal() - 1.5),
    (normal: () => number) => Math.exp(0.5 * normal()),
  ],
} as const;

function draw(kind: keyof typeof kinds, count: number, share: number, seed: number): Judged {
  const generator = random(seed, kind);
  const same = Array.from({ length: count }, (_, i) => i < share * count);
  const distances = same.map((truth) => kinds[kind][truth ? 0 : 1](() => generator.normal()));
  return { distances, same };
}

/** What thresholds chosen on `count` pairs lose on new ones against the best threshold for those, mean over `runs`. */
function losses(kind: keyof typeof kinds, at: "f1" | "accuracy", count: number, share: number, runs: number) {
  const merit = at === "f1" ? f1Of : accuracyOf;
  const fresh = rocCurve(draw(kind, 40_000, share, 999));
  const best = merit(fresh, bestPoint(fresh, merit));
  const [plain, steady] = [0, 100].map((resamples) => {
    const lost = Array.from({ length: runs }, (_, run) => {
      const { threshold } = chooseThreshold(draw(kind, count, share, run), at, { resamples, seed: run });
      return best - merit(fresh, pointAt(fresh, threshold));
    });
    return lost.reduce((sum, value) => sum + value, 0) / runs;
  });
  return { plain: plain!, steady: steady! };
}

test("new pairs lose less than at the peak of F1, however distances are distributed", () => {
  for (const kind of ["normal", "apart", "skewed"] as const) {
    for (const [count, share] of [
      [60, 0.3],
      [200, 0.1],
      [2000, 0.2],
    ] as const) {
      const { plain, steady } = losses(kind, "f1", count, share, count < 1000 ? 150 : 80);
      assert.ok(
        steady < (count < 1000 ? 0.8 : 0.9) * plain,
        `${kind}, ${count} pairs, ${share} same: ${steady} against ${plain}`,
      );
    }
  }
});

test("and less than at the peak of accuracy", () => {
  const { plain, steady } = losses("normal", "accuracy", 200, 0.3, 150);
  assert.ok(steady < 0.67 * plain, `${steady} against ${plain}`);
});

test("a function of pairs and seed; the equal error rate and a FAR need no resamples", () => {
  const judged = draw("normal", 100, 0.3, 1);
  assert.deepEqual(chooseThreshold(judged, "f1"), chooseThreshold(judged, "f1"));
  assert.notEqual(chooseThreshold(judged, "f1").threshold, chooseThreshold(judged, "f1", { seed: 1 }).threshold);
  for (const at of ["eer", { far: 0.1 }] as const) {
    assert.deepEqual(chooseThreshold(judged, at), chooseThreshold(judged, at, { resamples: 0, seed: 1 }));
  }
});

test("draws what is independent: pairs without a common item one by one, others by class", () => {
  const { distances, same } = draw("normal", 100, 0.3, 2);
  const lone = {
    a: Int32Array.from({ length: 100 }, (_, i) => 2 * i),
    b: Int32Array.from({ length: 100 }, (_, i) => 2 * i + 1),
    same: Uint8Array.from(same, Number),
    distances: Float32Array.from(distances),
  };
  assert.equal(chooseThreshold(lone, "f1").threshold, chooseThreshold({ distances, same }, "f1").threshold);
  const embeddings = clouds({ classes: 12, perClass: 5, noise: 0.8 });
  const pairs = scorePairs(embeddings, euclidean(), selectPairs(embeddings));
  const byClass = chooseThreshold(pairs, "f1", { identities: embeddings.labels });
  assert.notEqual(byClass.threshold, chooseThreshold(pairs, "f1").threshold);
});

test("one same pair: where resamples lack it, the others count", () => {
  const { threshold, far, frr } = chooseThreshold({ distances: [1, 2, 3, 4], same: [1, 0, 0, 0] }, "f1");
  assert.ok(threshold >= 1 && threshold < 4 && frr === 0 && far < 1);
  assert.throws(() => chooseThreshold({ distances: [1, 2], same: [1, 0] }, "f1", { resamples: 1.5 }), {
    code: "INVALID_OPTION",
    message: /resamples must be a whole number >= 0, got 1.5/,
  });
});
