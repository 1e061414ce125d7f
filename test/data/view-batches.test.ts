import assert from "node:assert/strict";
import { test } from "node:test";
import { viewBatches } from "../../src/data/view-batches.js";
import { failure, fakeDataset } from "../testkit/pictures.js";

const data = fakeDataset({ anna: 4, bert: 1 });

test("every picture of a batch stands in it twice, half a batch apart, and all have even turns", () => {
  const { at, batchSize, stepsPerEpoch } = viewBatches(data, { pictures: 2, seed: 3 });
  assert.deepEqual([batchSize, stepsPerEpoch], [4, 3]);
  const turns = Array<number>(5).fill(0);
  for (let step = 0; step < 5; step++) {
    const [a, b, ...again] = at(step).indices;
    assert.deepEqual(again, [a, b]);
    assert.notEqual(a, b);
    for (const index of [a, b]) turns[index!]!++;
  }
  assert.deepEqual(turns, [2, 2, 2, 2, 2]);
});

test("a batch is a function of the seed and the step", () => {
  const [one, other] = [viewBatches(data, { pictures: 3, seed: 3 }), viewBatches(data, { pictures: 3, seed: 3 })];
  assert.deepEqual(other.at(7), one.at(7));
  assert.notDeepEqual([0, 1, 2].map(viewBatches(data, { pictures: 3, seed: 4 }).at), [0, 1, 2].map(one.at));
});

test("more pictures than there are, or fewer than two, are refused", () => {
  assert.throws(
    () => viewBatches(data, { pictures: 6, seed: 3 }),
    failure("DATA_TOO_FEW", /6 pictures in a batch, got 5/),
  );
  assert.throws(
    () => viewBatches(data, { pictures: 1, seed: 3 }),
    failure("INVALID_OPTION", /pictures must be a whole number >= 2/),
  );
});
