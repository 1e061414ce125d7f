import assert from "node:assert/strict";
import { test } from "node:test";
import { centre } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

const rows = [
  [1, 0],
  [3, 0],
  [0, 5],
];
const parameters = { centres: Float32Array.of(0, 0, 0, 1, 9, 9) };
const run = runLabels(centre(), rows, [0, 0, 1], { classes: 3, parameters });

test("half the mean squared distance to the own centre, and its gradient by the embeddings", async () => {
  const { loss, gradient, metrics } = await run;
  assert.ok(Math.abs(loss - (1 + 9 + 16) / 6) < 1e-6);
  [1, 0, 3, 0, 0, 4].forEach((value, i) => assert.ok(Math.abs(gradient[i]! - value / 3) < 1e-6, `${i}`));
  assert.equal(metrics["active"], 0);
});

test("centres move as in the paper's equation 4: by the sum of gaps over one more than their number", async () => {
  const { parameterGradients } = await run;
  const expected = [-(1 + 3) / 3, 0, 0, (1 - 5) / 2, 0, 0];
  expected.forEach((value, i) => assert.ok(Math.abs(parameterGradients["centres"]![i]! - value) < 1e-6, `${i}`));
});

test("active counts the rows to which another centre is nearer", async () => {
  const { metrics } = await runLabels(centre(), rows, [0, 1, 2], { classes: 3, parameters });
  assert.ok(Math.abs(metrics["active"]! - 2 / 3) < 1e-6);
});
