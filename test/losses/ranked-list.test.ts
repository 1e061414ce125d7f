import assert from "node:assert/strict";
import { test } from "node:test";
import { rankedList } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("a negative that coincides with its anchor costs most", async () => {
  const { loss } = await runLabels(rankedList(), [[1], [1]], [0, 1]);
  assert.ok(Math.abs(loss - 0.5 * 1.2) < 1e-5, `${loss}`);
});

test("a steep temperature does not overflow", async () => {
  const { loss, gradient } = await runLabels(rankedList({ tn: 1000, tp: 1000 }), [[0], [50], [0.5]], [0, 0, 1]);
  // Positives 50 - 0.8 too far away, twice; negatives 1.2 - 0.5 too near, twice.
  assert.ok(Math.abs(loss - (0.5 * 2 * 49.2 + 0.5 * 2 * 0.7) / 3) < 1e-3, `${loss}`);
  assert.ok(gradient.every(Number.isFinite));
});

test("bad options are refused, saying what would do", () => {
  assert.throws(() => rankedList({ margin: -1 }), /ranked-list: margin must be > 0, got -1/);
  assert.throws(() => rankedList({ imbalance: 1.5 }), /ranked-list: imbalance must be >= 0 and <= 1, got 1.5/);
  assert.throws(() => rankedList({ tn: -1 }), /ranked-list: tn must be >= 0, got -1/);
});
