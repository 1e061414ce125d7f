import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "../../src/core/random.js";
import type { LogisticCalibration } from "../../src/model/index.js";
import { type Judged, fitCalibration, probabilitySame } from "../../src/evaluation/index.js";

/** Normal distances, same pairs around 1 and different pairs around 2: the log odds are then -4 d + 6 by Bayes. */
function normal(same: number, different: number): Judged {
  const generator = random(8, "normal");
  const truths = Array.from({ length: same + different }, (_, i) => i < same);
  return { distances: truths.map((truth) => (truth ? 1 : 2) + 0.5 * generator.normal()), same: truths };
}

test("finds the odds that the distances were drawn with, however many different pairs there are", () => {
  for (const different of [4000, 40000]) {
    const { slope, intercept, informative } = fitCalibration(normal(4000, different));
    assert.ok(Math.abs(slope - 4) < 0.25 && Math.abs(intercept + 6) < 0.4, `slope ${slope}, intercept ${intercept}`);
    assert.ok(informative);
  }
});

test("is the least of the cross-entropy: no step in any direction does better", () => {
  const judged = normal(60, 200);
  const fit = fitCalibration(judged);
  const [best, slope, intercept] = [loss(judged, fit), fit.slope, fit.intercept];
  for (const [ds, di] of [
    [1e-3, 0],
    [-1e-3, 0],
    [0, 1e-3],
    [0, -1e-3],
    [1e-3, -1e-3],
    [-1e-3, 2e-3],
  ] as const) {
    assert.ok(loss(judged, { slope: slope + ds, intercept: intercept + di }) > best);
  }
});

test("the unit of the distance does not matter", () => {
  const judged = normal(100, 300);
  const fit = fitCalibration(judged);
  for (const unit of [1e-6, 1e6]) {
    const scaled = fitCalibration({ ...judged, distances: Array.from(judged.distances, (d) => d * unit) });
    for (const d of [0, 1, 1.5, 2, 5]) {
      assert.ok(Math.abs(probabilitySame(scaled, d * unit) - probabilitySame(fit, d)) < 1e-6);
    }
  }
});

test("separable pairs, even one of each: finite, decreasing, unsure in the middle of the gap", () => {
  for (const count of [1, 3, 50]) {
    const truths = Array.from({ length: 2 * count }, (_, i) => i < count);
    const fit = fitCalibration({ distances: truths.map((same) => (same ? 0.2 : 0.8)), same: truths });
    assert.ok(Number.isFinite(fit.slope) && fit.slope > 0 && Number.isFinite(fit.intercept));
    assert.ok(Math.abs(probabilitySame(fit, 0.5) - 0.5) < 1e-6);
    // Platt's targets: (N + 1) / (N + 2).
    assert.ok(Math.abs(probabilitySame(fit, 0.2) - (count + 1) / (count + 2)) < 1e-6);
  }
});

test("distances that tell nothing, or the opposite: 0.5 everywhere, and said so", () => {
  const alike = { distances: [1, 1, 1, 1], same: [1, 0, 1, 0] };
  const opposite = { distances: [5, 6, 7, 1, 2, 3], same: [1, 1, 1, 0, 0, 0] };
  for (const judged of [alike, opposite]) {
    const fit = fitCalibration(judged);
    assert.equal(fit.informative, false);
    for (const d of [0, 1, 100, Infinity]) assert.equal(probabilitySame(fit, d), 0.5);
  }
});

test("never rises with the distance, stays within 0 and 1, whatever the pairs", () => {
  const pair = fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.boolean());
  const pairs = fc
    .array(pair, { minLength: 2, maxLength: 30 })
    .filter((all) => new Set(all.map(([, same]) => same)).size === 2);
  fc.assert(
    fc.property(pairs, (all) => {
      const fit = fitCalibration({ distances: all.map(([d]) => d), same: all.map(([, same]) => same) });
      let last = 1;
      for (const d of [0, ...all.map(([each]) => each).sort((a, b) => a - b), 1e7, Infinity]) {
        const p = probabilitySame(fit, d);
        assert.ok(p >= 0 && p <= last);
        last = p;
      }
    }),
  );
});

test("one-sided and infinite distances are refused", () => {
  assert.throws(() => fitCalibration({ distances: [1, 2], same: [1, 1] }), {
    code: "DATA_TOO_FEW",
    message: /2 same and 0 different/,
  });
  assert.throws(() => fitCalibration({ distances: [1, Infinity], same: [1, 0] }), {
    code: "INVALID_INPUT",
    message: /pair 1 is Infinity/,
  });
});

/** Balanced cross-entropy with Platt's targets, written out. */
function loss({ distances, same }: Judged, calibration: Omit<LogisticCalibration, "kind">): number {
  const count = Array.from(same).filter(Boolean).length;
  const others = same.length - count;
  return Array.from(distances).reduce((sum, d, i) => {
    const p = probabilitySame({ kind: "logistic", ...calibration }, d);
    const target = same[i] ? (count + 1) / (count + 2) : 1 / (others + 2);
    return sum - (target * Math.log(p) + (1 - target) * Math.log(1 - p)) / (same[i] ? count : others);
  }, 0);
}
