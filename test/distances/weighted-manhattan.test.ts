import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { pairwise, weightedManhattan, weightedManhattanDistance } from "../../src/distances/index.js";

test("every gap counts by its weight", () => {
  assert.equal(weightedManhattanDistance([1, 5, -1], [0, 2, 1], [2, 0.5, 0]), 3.5);
});

test("weights that are negative, infinite or missing are refused", () => {
  assert.throws(() => weightedManhattan({ weights: [1, -1] }), /weights must be finite numbers >= 0; weight 1 is -1/);
  assert.throws(() => weightedManhattan({ weights: [Infinity] }), /weight 0 is Infinity/);
  assert.throws(() => weightedManhattan({ weights: [] }), /got none; training a pair classifier learns them/);
  assert.throws(() => weightedManhattan({ weights: [1], bias: NaN }), /bias must be a finite number, got NaN/);
});

test("weights of another width than the embeddings are refused, both given", () => {
  const distance = weightedManhattan({ weights: [1, 2] });
  assert.throws(() => distance.between([1, 2, 3], [1, 2, 3]), /got 3 and 2/);
  assert.throws(() => pairwise(distance, matrix([[1, 2, 3]])), /got 3 and 2/);
});
