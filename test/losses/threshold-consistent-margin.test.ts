import assert from "node:assert/strict";
import { test } from "node:test";
import { lossByName, thresholdConsistentMargin } from "../../src/losses/index.js";
import { numbersOf } from "./case.js";
import { fold, runLabels } from "./run-loss.js";

test("at equal weights it is a contrastive loss of cosine distances that neither squares nor halves", async () => {
  const rows = fold(numbersOf(8 * 3, "thresholds"), 3);
  const labels = [0, 0, 0, 1, 1, 2, 2, 3];
  const options = { squared: false, half: false, balance: "sum", reducer: "mean-of-non-zero", distance: "cosine" };
  const twin = lossByName("contrastive", { ...options, positiveMargin: 0.1, margin: 0.5 });
  const [a, b] = [await runLabels(thresholdConsistentMargin(), rows, labels), await runLabels(twin, rows, labels)];
  assert.ok(Math.abs(a.loss - b.loss) < 1e-6, `${a.loss} and ${b.loss}`);
  a.gradient.forEach((value, i) => assert.ok(Math.abs(value - b.gradient[i]!) < 1e-6));
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => thresholdConsistentMargin({ lambdaPlus: -1 }), /lambdaPlus must be >= 0, got -1/);
  assert.throws(() => thresholdConsistentMargin({ marginPlus: 1.1 }), /marginPlus must be >= -1 and <= 1, got 1.1/);
});
