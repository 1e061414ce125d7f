import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseThreshold, verification } from "../../src/evaluation/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

const path = shared("golden/metrics.json");
const close = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs(actual! - expected) < 1e-12, `got ${actual}, expected ${expected}`);

test(
  "golden: best and stored threshold, and d', as scikit-learn 1.9.1 and NumPy have them",
  { skip: missing(path) },
  () => {
    const { distance, same } = readJson<{ verification: { distance: number[]; same: number[] } }>(path!).verification;
    const judged = { distances: distance, same };
    const result = verification(judged, { threshold: 1, fars: [0.05] });
    close(result.bestF1, 0.84);
    close(result.bestMcc, 0.7559289460184545);
    close(result.accuracyAtThreshold, 0.8166666666666667);
    close(result.precisionAtThreshold, 0.7931034482758621);
    close(result.f1AtThreshold, 0.8070175438596491);
    close(result.mccAtThreshold, 0.632869964670302);
    close(result.tarAtThreshold, 0.8214285714285714);
    close(result.dPrime, 1.590880537675403);
    close(result.fnmrAtFmr["0.05"], 0.25);
    assert.deepEqual([result.nearest, result.farthest], [Math.min(...distance), Math.max(...distance)]);
    const { f1AtThreshold, mccAtThreshold } = verification(judged, { threshold: result.bestF1Threshold });
    close(f1AtThreshold, result.bestF1);
    close(verification(judged, { threshold: result.bestMccThreshold }).mccAtThreshold, result.bestMcc);
    assert.ok(mccAtThreshold! <= result.bestMcc);
    const chosen = chooseThreshold(judged, "f1", { resamples: 0 });
    assert.deepEqual([chosen.kind, chosen.threshold], ["f1", result.bestF1Threshold]);
  },
);

test("nothing accepted, everything accepted: numbers, no NaN", () => {
  const judged = { distances: [1, 1, 1], same: [1, 0, 0] };
  const none = verification(judged, { threshold: 0.5 });
  assert.deepEqual([none.precisionAtThreshold, none.f1AtThreshold, none.mccAtThreshold], [0, 0, 0]);
  const all = verification(judged, { threshold: 2 });
  assert.deepEqual([all.precisionAtThreshold, all.f1AtThreshold, all.mccAtThreshold], [1 / 3, 0.5, 0]);
  assert.equal("dPrime" in all, false, "no distance varies");
});

test("a FAR that is no rate is refused", () => {
  for (const far of [0, -1, 1.5, NaN]) {
    assert.throws(() => verification({ distances: [1, 2], same: [1, 0] }, { fars: [far] }), { code: "INVALID_OPTION" });
  }
});
