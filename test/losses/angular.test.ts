import assert from "node:assert/strict";
import { test } from "node:test";
import { angular } from "../../src/losses/index.js";
import { numbersOf } from "./case.js";
import { naiveAngular } from "./naive-labels.js";
import { fold, runLabels } from "./run-loss.js";

test("at right angles to each other, a pair and a negative cost ln 2, whatever the bound", async () => {
  const rows = [
    [3, 0, 0],
    [0, 2, 0],
    [0, 0, 1],
  ];
  for (const alpha of [10, 40, 60]) {
    const { loss } = await runLabels(angular({ alpha }), rows, [0, 0, 1]);
    assert.ok(Math.abs(loss - Math.LN2) < 1e-6, `${alpha}: ${loss}`);
  }
});

test("exact at the widest bound, negatives on all sides", async () => {
  const rows = fold(numbersOf(12 * 3, "angular"), 3);
  const labels = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5];
  const { loss } = await runLabels(angular({ alpha: 60 }), rows, labels);
  const expected = naiveAngular(rows, labels, 60, true);
  assert.ok(Math.abs(loss - expected) < 1e-4 * expected, `${loss} for ${expected}`);
});

test("negatives left at a huge length stay finite", async () => {
  const rows = fold(numbersOf(6 * 3, "angular"), 3).map((row) => row.map((value) => value * 1e6));
  const { loss, gradient } = await runLabels(angular({ normaliseNegatives: false }), rows, [0, 0, 1, 1, 2, 2]);
  assert.ok(Number.isFinite(loss) && gradient.every(Number.isFinite));
});

test("a bound without a triangle is refused", () => {
  assert.throws(() => angular({ alpha: 0 }), /angular: alpha must be > 0 and <= 60, got 0/);
  assert.throws(() => angular({ alpha: 90 }), /angular: alpha must be > 0 and <= 60, got 90/);
});
