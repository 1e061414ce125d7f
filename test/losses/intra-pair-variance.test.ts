import assert from "node:assert/strict";
import { test } from "node:test";
import { intraPairVariance } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("pairs that are all alike cost nothing", async () => {
  const { loss } = await runLabels(
    intraPairVariance(),
    [
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ],
    [0, 0, 1, 1],
  );
  assert.equal(loss, 0);
});

test("a same pair behind the mean and a different one ahead of it cost the square", async () => {
  // Same pairs at similarities 1 and 0, mean 1/2; different ones at 1, 1, 0, 0, mean 1/2.
  const rows = [
    [1, 0],
    [1, 0],
    [1, 0],
    [0, 1],
  ];
  const { loss } = await runLabels(intraPairVariance({ posEps: 0, negEps: 0 }), rows, [0, 0, 1, 1]);
  assert.ok(Math.abs(loss - (0.25 / 2 + 0.25 / 2)) < 1e-6, `${loss}`);
});

test("shares outside 0 to 1 are refused", () => {
  assert.throws(() => intraPairVariance({ posEps: -0.1 }), /posEps must be >= 0 and <= 1, got -0.1/);
  assert.throws(() => intraPairVariance({ negEps: 2 }), /negEps must be >= 0 and <= 1, got 2/);
});
