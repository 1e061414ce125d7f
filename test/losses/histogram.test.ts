import assert from "node:assert/strict";
import { test } from "node:test";
import { histogram } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

const [right, left, up] = [
  [1, 0],
  [-1, 0],
  [0, 1],
] as const;

test("0 where every same pair is more alike than every different one, 1 where none is", async () => {
  const { loss: apart } = await runLabels(histogram(), [right, right, left, left], [0, 0, 1, 1]);
  assert.ok(Math.abs(apart) < 1e-6);
  const { loss: crossed } = await runLabels(histogram(), [right, left, right, left], [0, 0, 1, 1]);
  assert.ok(Math.abs(crossed - 1) < 1e-6, `${crossed}`);
});

test("the share of comparisons that come out wrong", async () => {
  // Same pairs at 1 and 0; different ones at 0, 0, 1, 1 against them: at 1 both are overtaken, at 0 the second is met.
  const { loss } = await runLabels(histogram(), [right, right, right, up], [0, 0, 1, 1]);
  assert.ok(Math.abs(loss - (0.5 * 1 + 0.5 * 0.5)) < 1e-6, `${loss}`);
});

test("fewer than one bin is refused", () => {
  assert.throws(() => histogram({ nBins: 2.5 }), /histogram: nBins must be a whole number >= 1, got 2.5/);
});
