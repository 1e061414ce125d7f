import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrationError, rocCurve } from "../../src/evaluation/index.js";
import { random } from "../../src/core/random.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");

test("golden: Brier as scikit-learn 1.9.1, ECE as NumPy, balanced weights", { skip: missing(path) }, () => {
  const { distance, same } = readJson<{ verification: { distance: number[]; same: number[] } }>(path!).verification;
  const curve = rocCurve({ distances: distance, same });
  const { brier, ece, bins } = calibrationError(curve, { kind: "logistic", slope: 3, intercept: -3 });
  assert.ok(Math.abs(brier - 0.14119325910684852) < 1e-12);
  assert.ok(Math.abs(ece - 0.16135311226111515) < 1e-12);
  assert.ok(Math.abs(bins.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-12);
  assert.equal(
    bins.reduce((sum, { pairs }) => sum + pairs, 0),
    60,
  );
});

test("true probabilities have no error but what chance leaves; sure and wrong is the worst", () => {
  const generator = random(2, "odds");
  // Different pairs at p have density 1 - p, same ones p: both kinds are equally many.
  const [distances, same]: [number[], boolean[]] = [[], []];
  for (let i = 0; i < 40000; i++) {
    const p = generator.next();
    distances.push(1 - p);
    same.push(generator.next() < p);
  }
  const itself = { kind: "isotonic", distances: [0, 1], probabilities: [1, 0] } as const;
  const good = calibrationError(rocCurve({ distances, same }), itself);
  assert.ok(good.ece < 0.01, `${good.ece}`);
  assert.ok(Math.abs(good.brier - 1 / 6) < 0.01, "the mean of p (1 - p)");
  const wrong = calibrationError(rocCurve({ distances: [0, 1], same: [0, 1] }), itself);
  assert.deepEqual([wrong.ece, wrong.brier], [1, 1]);
  const unsure = calibrationError(rocCurve({ distances, same }), { kind: "logistic", slope: 0, intercept: 0 });
  assert.ok(Math.abs(unsure.brier - 0.25) < 1e-9 && unsure.bins.length === 1);
  assert.ok(unsure.ece < 1e-9);
});

test("bins are counted, not guessed", () => {
  const curve = rocCurve({ distances: [0, 1], same: [1, 0] });
  assert.throws(() => calibrationError(curve, { kind: "logistic", slope: 1, intercept: 0 }, 0), {
    code: "INVALID_OPTION",
  });
});
