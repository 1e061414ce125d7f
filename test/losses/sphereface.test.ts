import assert from "node:assert/strict";
import { test } from "node:test";
import { largeMarginSoftmax, sphereface } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

const row = [3 * Math.cos(0.3), 3 * Math.sin(0.3)];
/** The first class at length 2, the second at length 5. */
const parameters = { weight: Float32Array.of(2, 0, 0, 5) };

test("at 0.3 radians and m = 4 the angle is 1.2; of the lengths only the embedding's counts", async () => {
  const { loss } = await runLabels(sphereface(), [row], [0], { classes: 2, parameters });
  const gap = 3 * (Math.sin(0.3) - Math.cos(1.2));
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(gap))) < 1e-5);
});

test("large-margin softmax: both lengths count", async () => {
  const { loss } = await runLabels(largeMarginSoftmax(), [row], [0], { classes: 2, parameters });
  const gap = 3 * (5 * Math.sin(0.3) - 2 * Math.cos(1.2));
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(gap))) < 1e-5);
});

test("with m = 1 large-margin softmax is a linear classifier", async () => {
  const { loss } = await runLabels(largeMarginSoftmax({ margin: 1 }), [[1, 2]], [1], { classes: 2, parameters });
  assert.ok(Math.abs(loss - Math.log(1 + Math.exp(2 - 10))) < 1e-6);
});

test("embeddings of huge length, at length 0 and on top of their class: finite", async () => {
  for (const loss of [sphereface({ scale: 64 }), largeMarginSoftmax({ scale: 64 })]) {
    for (const rows of [[[1e15, 1e14]], [[0, 0]], [[1, 0]], [[-1, 0]]]) {
      const {
        loss: value,
        gradient,
        parameterGradients,
      } = await runLabels(loss, rows, [0], { classes: 2, parameters });
      assert.ok([value, ...gradient, ...parameterGradients["weight"]!].every(Number.isFinite), JSON.stringify(rows));
    }
  }
});
