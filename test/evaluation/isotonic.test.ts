import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitCalibration, probabilitySame } from "../../src/evaluation/index.js";
import { random } from "../../src/core/random.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

test("golden: as scikit-learn 1.9.1 with balanced weights, but for certainty", { skip: missing(path) }, () => {
  const { distance, same } = readJson<{ verification: { distance: number[]; same: number[] } }>(path!).verification;
  const calibration = fitCalibration({ distances: distance, same }, { kind: "isotonic" });
  // IsotonicRegression(increasing=False, out_of_bounds="clip").fit(d, s, sample_weight=0.5 / count of the kind)
  const expected = [
    1, 1, 1, 0.5333333333333333, 0.22222222222222224, 0.2119205298013245, 0.2119205298013245, 0.2119205298013245, 0,
  ];
  const [least, most] = [1 / 34, 29 / 30];
  [0, 0.2, 0.5, 0.8, 1, 1.2, 1.5, 2, 3].forEach((d, i) => {
    const wanted = Math.min(most, Math.max(least, expected[i]!));
    assert.ok(Math.abs(probabilitySame(calibration, d) - wanted) < 1e-12, `${d}: ${probabilitySame(calibration, d)}`);
  });
  assert.ok(calibration.informative);
  assert.deepEqual(calibration.pairs, { same: 28, different: 32 });
});

test("never rises, stays within 0 and 1, is of the pairs whatever their order", () => {
  const pairs = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2, maxLength: 40 })
    .filter((list) => new Set(list.map(([, same]) => same)).size === 2);
  fc.assert(
    fc.property(pairs, (list) => {
      const judged = { distances: list.map(([d]) => d), same: list.map(([, same]) => same) };
      const fit = fitCalibration(judged, { kind: "isotonic" });
      const backwards = { distances: judged.distances.toReversed(), same: judged.same.toReversed() };
      const again = fitCalibration(backwards, { kind: "isotonic" });
      let before = 1;
      for (let d = -1; d <= 10; d += 0.25) {
        const p = probabilitySame(fit, d);
        assert.ok(p > 0 && p < 1 && p <= before + 1e-12);
        assert.ok(Math.abs(p - probabilitySame(again, d)) < 1e-9);
        before = p;
      }
    }),
  );
});

test("a shape that no logistic curve has is found; a distance that tells nothing is not informative", () => {
  // Same below 1, a coin between 1 and 3, different above.
  const generator = random(4, "shape");
  const distances = Array.from({ length: 4000 }, () => 4 * generator.next());
  const same = distances.map((d) => (d < 1 ? true : d > 3 ? false : generator.next() < 0.5));
  const fit = fitCalibration({ distances, same }, { kind: "isotonic" });
  for (const d of [1.3, 2, 2.7]) assert.ok(Math.abs(probabilitySame(fit, d) - 0.5) < 0.08);
  assert.ok(probabilitySame(fit, 0.5) > 0.98 && probabilitySame(fit, 3.5) < 0.02);
  assert.ok(fit.kind === "isotonic" && fit.distances.length <= 256);
  assert.deepEqual(JSON.parse(JSON.stringify(fit)), fit);
  const reversed = { distances: [3, 4, 1, 2], same: [1, 1, 0, 0] };
  assert.equal(fitCalibration(reversed, { kind: "isotonic" }).informative, false);
  assert.equal(probabilitySame(fitCalibration(reversed, { kind: "isotonic" }), 2), 0.5);
});

test("the same input is refused as by the logistic fit", () => {
  const kind = { kind: "isotonic" } as const;
  assert.throws(() => fitCalibration({ distances: [1, 2], same: [1, 1] }, kind), { code: "DATA_TOO_FEW" });
  assert.throws(() => fitCalibration({ distances: [1, Infinity], same: [1, 0] }, kind), { code: "INVALID_INPUT" });
  assert.throws(() => fitCalibration({ distances: [1, 2], same: [1, 0] }, { kind: "platt" as "logistic" }), {
    code: "INVALID_OPTION",
    message: /kind must be one of logistic, isotonic, got "platt"/,
  });
});
