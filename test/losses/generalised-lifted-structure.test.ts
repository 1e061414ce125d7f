import assert from "node:assert/strict";
import { test } from "node:test";
import { generalisedLiftedStructure } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("per anchor, positives and negatives summed apart", async () => {
  // On a line: a class at 0, 1 and 2, a negative at 2.5, which has no positive and does not count.
  const { loss } = await runLabels(generalisedLiftedStructure(), [[0], [1], [2], [2.5]], [0, 0, 0, 1]);
  const anchor = (positives: number[], negative: number): number =>
    Math.max(0, Math.log(positives.reduce((sum, d) => sum + Math.exp(d), 0)) + 1 - negative);
  const expected = (anchor([1, 2], 2.5) + anchor([1, 1], 1.5) + anchor([1, 2], 0.5)) / 3;
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}`);
});

test("negative margins are refused", () => {
  assert.throws(
    () => generalisedLiftedStructure({ negMargin: -1 }),
    /generalised-lifted-structure: negMargin must be >= 0, got -1/,
  );
});
