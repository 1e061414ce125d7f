import assert from "node:assert/strict";
import { test } from "node:test";
import { liftedStructure } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("a same pair against the negatives of both its sides", async () => {
  // On a line: a pair at 0 and 1, a negative at 3, distances 3 and 2.
  const { loss } = await runLabels(liftedStructure(), [[0], [1], [3]], [0, 0, 1]);
  const j = Math.log(Math.exp(1 - 3) + Math.exp(1 - 2)) + 1;
  assert.ok(Math.abs(loss - j ** 2 / 2) < 1e-6, `${loss}`);
});

test("a pair that is nearer than its negatives are costs nothing, and is not active", async () => {
  const { loss, metrics } = await runLabels(liftedStructure(), [[0], [0.1], [9]], [0, 0, 1]);
  assert.deepEqual([loss, metrics["active"]], [0, 0]);
});

test("negative margins are refused", () => {
  assert.throws(() => liftedStructure({ negMargin: -1 }), /lifted-structure: negMargin must be >= 0, got -1/);
  assert.throws(() => liftedStructure({ posMargin: -1 }), /lifted-structure: posMargin must be >= 0, got -1/);
});
