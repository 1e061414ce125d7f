import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "../../src/core/random.js";
import { type Judged, rocCurve, rocPoints, verification } from "../../src/evaluation/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

interface Golden {
  readonly distance: number[];
  readonly same: number[];
  readonly roc: { fpr: number[]; tpr: number[]; threshold_distance: (number | null)[] };
  readonly auc: number;
  readonly average_precision: number;
  readonly eer_interpolated: number;
  readonly tar_at_far: Record<string, number>;
  readonly best_accuracy: number;
}

const path = shared("golden/metrics.json");

test("golden: ROC, AUC, AP, EER, TAR at FAR, best accuracy", { skip: missing(path) }, () => {
  const golden = readJson<{ verification: Golden }>(path!).verification;
  const judged = { distances: golden.distance, same: golden.same };
  const { thresholds, sames, differents, same, different } = rocCurve(judged);
  close(
    Array.from(differents, (count) => count / different),
    golden.roc.fpr,
  );
  close(
    Array.from(sames, (count) => count / same),
    golden.roc.tpr,
  );
  assert.deepEqual(Array.from(thresholds.slice(1)), golden.roc.threshold_distance.slice(1));
  const fars = Object.keys(golden.tar_at_far).map(Number);
  const result = verification(judged, { fars });
  close(
    [result.auc, result.averagePrecision, result.eer],
    [golden.auc, golden.average_precision, golden.eer_interpolated],
  );
  assert.equal(result.bestAccuracy, golden.best_accuracy);
  for (const far of fars) close([result.tarAtFar[far]!], [golden.tar_at_far[far]!]);
  assert.deepEqual(result.unresolvedFars, ["0.001", "0.01"]);
});

/** Distances on a coarse grid, so that there are ties, with both truths among them. */
const judged = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()), { minLength: 2, maxLength: 40 })
  .filter((pairs) => new Set(pairs.map(([, same]) => same)).size === 2)
  .map((pairs) => ({ distances: pairs.map(([distance]) => distance / 4), same: pairs.map(([, same]) => same) }));

test("AUC is the share of (same, different) couples in the right order, ties counted half", () => {
  fc.assert(
    fc.property(judged, ({ distances, same }) => {
      const [near, far] = [distances.filter((_, i) => same[i]), distances.filter((_, i) => !same[i])];
      const wins = near.flatMap((d) => far.map((e) => (d < e ? 1 : d === e ? 0.5 : 0)));
      close([verification({ distances, same }).auc], [wins.reduce((a: number, b) => a + b, 0) / wins.length]);
    }),
  );
});

test("figures depend on the order of the distances only, and not on that of the pairs", () => {
  fc.assert(
    fc.property(judged, fc.integer(), ({ distances, same }, seed) => {
      const plain = verification({ distances, same });
      const bent = verification({ distances: distances.map((d) => Math.exp(d) - 2), same });
      const generator = random(seed);
      const order = distances.map((_, i) => i).sort(() => generator.next() - 0.5);
      const shuffled = verification({ distances: order.map((i) => distances[i]!), same: order.map((i) => same[i]!) });
      for (const other of [bent, shuffled]) {
        assert.deepEqual(
          [other.auc, other.eer, other.averagePrecision, other.tarAtFar, other.bestAccuracy],
          [plain.auc, plain.eer, plain.averagePrecision, plain.tarAtFar, plain.bestAccuracy],
        );
      }
      assert.deepEqual(shuffled, plain);
    }),
  );
});

test("swapping same and different mirrors the AUC and, negated, keeps the EER", () => {
  fc.assert(
    fc.property(judged, ({ distances, same }) => {
      const swapped = same.map((value) => !value);
      close([verification({ distances, same: swapped }).auc], [1 - verification({ distances, same }).auc]);
      close(
        [verification({ distances: distances.map((d) => -d), same: swapped }).eer],
        [verification({ distances, same }).eer],
      );
    }),
  );
});

test("thresholds do what is said of them, by counting", () => {
  fc.assert(
    fc.property(judged, fc.double({ min: -1, max: 4, noNaN: true }), ({ distances, same }, threshold) => {
      const result = verification({ distances, same }, { threshold });
      const count = (t: number) => countAt({ distances, same }, t);
      assert.deepEqual(
        [result.tarAtThreshold, result.farAtThreshold, result.accuracyAtThreshold],
        [count(threshold).tar, count(threshold).far, count(threshold).accuracy],
      );
      assert.equal(count(result.bestAccuracyThreshold).accuracy, result.bestAccuracy);
      const { far, tar } = count(result.eerThreshold);
      const gap = Math.abs(far + tar - 1);
      for (const t of [-1, ...distances]) assert.ok(gap <= Math.abs(count(t).far + count(t).tar - 1) + 1e-12);
      assert.ok(Math.min(far, 1 - tar) - 1e-12 <= result.eer && result.eer <= Math.max(far, 1 - tar) + 1e-12);
      for (const rate of [0.01, 0.001]) {
        const best = Math.max(0, ...distances.filter((t) => count(t).far <= rate).map((t) => count(t).tar));
        assert.equal(result.tarAtFar[rate], best);
      }
    }),
  );
});

test("separable pairs: every figure is perfect, and the thresholds lie in the middle of the gap", () => {
  const result = verification({ distances: [0.1, 0.2, 0.8, 0.9], same: [1, 1, 0, 0] });
  assert.deepEqual([result.auc, result.eer, result.averagePrecision, result.bestAccuracy], [1, 0, 1, 1]);
  assert.deepEqual([result.eerThreshold, result.bestAccuracyThreshold], [0.5, 0.5]);
});

test("all distances alike: chance", () => {
  const result = verification({ distances: [1, 1, 1, 1], same: [1, 0, 1, 0] });
  assert.deepEqual([result.auc, result.eer, result.tarAtFar["0.01"]], [0.5, 0.5, 0]);
});

test("infinite distances are farthest of all; NaN and one-sided truths are refused", () => {
  assert.equal(verification({ distances: [1, Infinity, Infinity], same: [1, 0, 0] }).auc, 1);
  assert.throws(() => verification({ distances: [1, NaN], same: [1, 0] }), {
    code: "INVALID_INPUT",
    message: /pair 1 is NaN/,
  });
  assert.throws(() => verification({ distances: [1, 2], same: [1, 1] }), {
    code: "DATA_TOO_FEW",
    message: /2 same and 0 different/,
  });
  assert.throws(() => verification({ distances: [1, 2], same: [1] }), { code: "INVALID_INPUT", message: /2 and 1/ });
});

test("the result survives JSON, and the plotted curve is thin, rising and true to the area", () => {
  const generator = random(1);
  const same = Array.from({ length: 20000 }, (_, i) => i % 10 === 0);
  const distances = same.map((value) => Math.abs(generator.normal()) + (value ? 0 : 1.5));
  const result = verification({ distances, same });
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  const points = rocPoints(rocCurve({ distances, same }));
  assert.ok(points.length <= 520 && points.length > 100, `${points.length} points`);
  assert.deepEqual(points[0], { threshold: null, far: 0, tar: 0 });
  assert.deepEqual([points.at(-1)!.far, points.at(-1)!.tar], [1, 1]);
  let area = 0;
  for (let k = 1; k < points.length; k++) {
    assert.ok(points[k]!.far >= points[k - 1]!.far && points[k]!.tar >= points[k - 1]!.tar);
    area += ((points[k]!.far - points[k - 1]!.far) * (points[k]!.tar + points[k - 1]!.tar)) / 2;
  }
  assert.ok(Math.abs(area - result.auc) < 1e-3);
});

function countAt({ distances, same }: Judged, threshold: number): { tar: number; far: number; accuracy: number } {
  let [sames, differents, right] = [0, 0, 0];
  const total = Array.from(same).filter(Boolean).length;
  for (let i = 0; i < distances.length; i++) {
    const accepted = distances[i]! <= threshold;
    if (accepted && same[i]) sames++;
    if (accepted && !same[i]) differents++;
    if (accepted === Boolean(same[i])) right++;
  }
  return { tar: sames / total, far: differents / (distances.length - total), accuracy: right / distances.length };
}

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-12, `got ${value}, expected ${expected[i]}`),
  );
}
