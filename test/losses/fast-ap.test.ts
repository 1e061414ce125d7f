import assert from "node:assert/strict";
import { test } from "node:test";
import { fastAp } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("all positives before all negatives: average precision 1", async () => {
  const { loss } = await runLabels(
    fastAp(),
    [
      [1, 0],
      [1, 0.1],
      [-1, 0],
      [-1, 0.1],
    ],
    [0, 0, 1, 1],
  );
  assert.ok(Math.abs(loss) < 1e-6, `${loss}`);
});

test("a positive in one bin with a negative is of precision 1/2", async () => {
  // Everything in one place: distance 0 to one positive and two negatives.
  const { loss } = await runLabels(
    fastAp(),
    [
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
    ],
    [0, 0, 1, 1],
  );
  assert.ok(Math.abs(loss - (1 - 1 / 3)) < 1e-6, `${loss}`);
});

test("fewer than one bin is refused", () => {
  assert.throws(() => fastAp({ numBins: 0 }), /fast-ap: numBins must be a whole number >= 1, got 0/);
});
