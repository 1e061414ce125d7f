import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type Judged, chooseThreshold, verification } from "../../src/evaluation/index.js";

function someJudged(count: number): Judged {
  const generator = random(1, "judged");
  const same = Array.from({ length: count }, (_, i) => i % 4 === 0);
  return { distances: same.map((truth) => Math.abs((truth ? 1 : 2.5) + 0.6 * generator.normal())), same };
}

test("a threshold does what it says of itself", () => {
  const judged = someJudged(4000);
  for (const at of ["eer", "accuracy", "f1", { far: 0.01 }, { far: 0.1 }] as const) {
    const chosen = chooseThreshold(judged, at);
    const { tarAtThreshold, farAtThreshold } = verification(judged, { threshold: chosen.threshold });
    assert.ok(Math.abs(chosen.far - farAtThreshold!) < 1e-12);
    assert.ok(Math.abs(chosen.frr - (1 - tarAtThreshold!)) < 1e-12);
    assert.deepEqual(chosen.pairs, { same: 1000, different: 3000 });
    assert.deepEqual(JSON.parse(JSON.stringify(chosen)), chosen);
  }
});

test("each kind is at its point", () => {
  const judged = someJudged(4000);
  const figures = verification(judged);
  const eer = chooseThreshold(judged);
  assert.equal(eer.kind, "eer");
  assert.equal(eer.threshold, figures.eerThreshold);
  assert.ok(Math.abs(eer.far - eer.frr) < 2e-3);
  assert.equal(chooseThreshold(judged, "accuracy", { resamples: 0 }).threshold, figures.bestAccuracyThreshold);
  const far = chooseThreshold(judged, { far: 0.01 });
  assert.deepEqual([far.kind, far.targetFar], ["far", 0.01]);
  assert.ok(far.far <= 0.01 && far.far > 0.009);
  assert.equal(1 - far.frr, figures.tarAtFar["0.01"]);
});

test("a FAR finer than the pairs can show is refused, with how many it takes", () => {
  assert.throws(() => chooseThreshold(someJudged(400), { far: 0.001 }), {
    code: "DATA_TOO_FEW",
    message: /at least 1000 different pairs, got 300/,
  });
});

test("an unknown operating point is refused", () => {
  assert.throws(() => chooseThreshold(someJudged(8), "best" as "eer"), { code: "INVALID_OPTION", message: /"best"/ });
  for (const far of [0, -1, 2, NaN])
    assert.throws(() => chooseThreshold(someJudged(8), { far }), { code: "INVALID_OPTION" });
});

test("a distance of 0 between different pairs can still be refused", () => {
  const chosen = chooseThreshold({ distances: [0, 0, 1, 2], same: [0, 0, 0, 1] }, "accuracy", { resamples: 0 });
  assert.deepEqual([chosen.threshold, chosen.far], [-1, 0]);
});
