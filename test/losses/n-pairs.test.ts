import assert from "node:assert/strict";
import { test } from "node:test";
import { nPairs } from "../../src/losses/index.js";
import { runLabels } from "./run-loss.js";

test("the first two rows of each class; further ones, and classes of one, are left out", async () => {
  const rows = [
    [1, 0],
    [9, 9],
    [0, 1],
    [2, 1],
    [1, 3],
    [7, 7],
  ];
  const { loss, gradient } = await runLabels(nPairs(), rows, [0, 2, 1, 0, 1, 0]);
  // Anchors (1, 0) and (0, 1), their positives (2, 1) and (1, 3): products 2 and 1, 1 and 3.
  const expected = (Math.log(1 + Math.exp(1 - 2)) + Math.log(1 + Math.exp(1 - 3))) / 2;
  assert.ok(Math.abs(loss - expected) < 1e-6, `${loss}`);
  assert.deepEqual(
    [2, 3, 10, 11].map((i) => Math.abs(gradient[i]!)),
    [0, 0, 0, 0],
  );
});

test("products of long embeddings do not overflow", async () => {
  const { loss, gradient } = await runLabels(nPairs(), [[300], [300], [-300], [-300]], [0, 0, 1, 1]);
  assert.equal(loss, 0);
  assert.ok(gradient.every(Number.isFinite));
});
