import assert from "node:assert/strict";
import { test } from "node:test";
import { stuckReason } from "../../src/training/guards.js";

const chance = { validation: { auc: 0.52, eer: 0.49 } };

test("stuck: same and different pairs lie equally far apart, and held-out pairs are told apart by chance", () => {
  assert.match(
    stuckReason({ meanPositive: 0.43, meanNegative: 0.432 }, chance)!,
    /equally far apart \(0\.430 and 0\.432\)/,
  );
  assert.match(stuckReason({ meanPositive: 0, meanNegative: 0 }, chance)!, /stuck at its margin/);
});

test("not stuck: either differs, or nothing is known", () => {
  assert.equal(stuckReason({ meanPositive: 0.4, meanNegative: 0.5 }, chance), undefined);
  assert.equal(
    stuckReason({ meanPositive: 0.43, meanNegative: 0.432 }, { validation: { auc: 0.7, eer: 0.35 } }),
    undefined,
  );
  assert.equal(stuckReason({ meanPositive: 0.43, meanNegative: 0.432 }, {}), undefined);
  assert.equal(stuckReason({}, chance), undefined);
});
