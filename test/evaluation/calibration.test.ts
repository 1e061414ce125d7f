import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "../../src/core/random.js";
import type { LogisticCalibration } from "../../src/model/index.js";
import { euclidean } from "../../src/distances/index.js";
import {
  type Judged,
  type ScoredPairs,
  calibrationError,
  fitCalibration,
  independentPairs,
  probabilitySame,
  rocCurve,
  scorePairs,
  selectPairs,
} from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

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

interface Quality {
  /** Both kinds of pairs weighing alike, on pairs of other classes than were fitted on. */
  readonly loss: number;
  readonly ece: number;
  /** Probability of a same pair that is farther apart than 95 % of them. */
  readonly distant: number;
}

function quality(fit: Omit<LogisticCalibration, "kind">, { distances, same }: ScoredPairs): Quality {
  const calibration = { kind: "logistic", ...fit } as const;
  const near = distances.filter((_, i) => same[i] === 1).sort();
  const loss = distances.reduce((sum, d, i) => {
    const z = (fit.slope * d + fit.intercept) * (same[i] ? 1 : -1);
    const weight = 0.5 / (same[i] ? near.length : same.length - near.length);
    return sum + weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));
  }, 0);
  const { ece } = calibrationError(rocCurve({ distances, same }), calibration);
  return { loss, ece, distant: probabilitySame(calibration, near[Math.floor(0.95 * near.length)]!) };
}

/** All pairs of `classes` clouds of ten, each of which scatters by an amount of its own. */
function ofClasses(classes: number, seed: number): ScoredPairs {
  const generator = random(seed, "scatter");
  const { data, ...rest } = clouds({ classes, perClass: 10, noise: 0, width: 4, seed });
  const scatter = Array.from({ length: classes }, () => 0.5 * Math.exp(0.5 * generator.normal()));
  const moved = data.map((value, i) => value + scatter[Math.floor(i / 40)]! * generator.normal());
  const embeddings = { ...rest, data: moved };
  return scorePairs(embeddings, euclidean(), selectPairs(embeddings));
}

/** Means over some draws of `classes` classes, judged on fifteen others: all pairs taken for independent, and as many as are. */
function compared(classes: number, runs: number): { all: Quality; independent: Quality } {
  const qualities = Array.from({ length: runs }, (_, run) => {
    const [pairs, others] = [ofClasses(classes, run), ofClasses(15, 1000 + run)];
    const steadied = fitCalibration(pairs, { independent: independentPairs(pairs) });
    return { all: quality(fitCalibration(pairs), others), independent: quality(steadied, others) };
  });
  const mean = (which: "all" | "independent", of: keyof Quality): number =>
    qualities.reduce((sum, one) => sum + one[which][of] / runs, 0);
  const means = (which: "all" | "independent"): Quality => {
    return { loss: mean(which, "loss"), ece: mean(which, "ece"), distant: mean(which, "distant") };
  };
  return { all: means("all"), independent: means("independent") };
}

test("fitted on few classes, probabilities of others are truer where pairs of one class do not count as independent", () => {
  for (const [classes, gain] of [
    [2, 0.08],
    [3, 0.05],
    [5, 0.02],
  ] as const) {
    const { all, independent } = compared(classes, 20);
    const said = `${classes} classes: ${JSON.stringify({ all, independent })}`;
    assert.ok(independent.loss < all.loss - gain && independent.ece < all.ece - gain / 10, said);
    assert.ok(independent.distant > all.distant + 0.01, said);
  }
});

test("fitted on many classes, it makes no difference", () => {
  const { all, independent } = compared(100, 1);
  for (const of of ["loss", "ece", "distant"] as const) assert.ok(Math.abs(all[of] - independent[of]) < 1e-3, of);
});

test("a number of independent pairs that cannot be is refused", () => {
  for (const independent of [0, -1, NaN]) {
    assert.throws(() => fitCalibration(normal(5, 5), { independent }), {
      code: "INVALID_OPTION",
      message: /independent must be a number of pairs > 0/,
    });
  }
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
