import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pairBatches } from "../../src/data/pair-batches.js";
import { failure, fakeDataset, fakePairs } from "../testkit/pictures.js";

/** `same` pairs and `different` pairs of pictures that occur once. */
function pairsOf(same: number, different: number): ReturnType<typeof fakePairs> {
  const count = same + different;
  return fakePairs(
    2 * count,
    Array.from({ length: count }, (_, i) => [2 * i, 2 * i + 1, i < same] as const),
  );
}

test("left sides, then right sides; half same, half different", () => {
  const data = pairsOf(4, 40);
  const { at, batchSize, stepsPerEpoch } = pairBatches(data, { pairs: 6, seed: 1 });
  assert.deepEqual([batchSize, stepsPerEpoch], [12, 8]);
  for (let step = 0; step < 30; step++) {
    const { indices, same } = at(step);
    assert.deepEqual([indices.length, same.length, same.reduce((a, b) => a + b, 0)], [12, 6, 3]);
    same.forEach((value, i) => {
      const [a, b] = [indices[i]!, indices[i + 6]!];
      assert.ok(data.pairs!.some((pair) => pair.a === a && pair.b === b && Number(pair.same) === value));
    });
  }
});

test("any numbers: pairs of either kind have even turns", () => {
  const count = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(count, count, fc.integer({ min: 2, max: 15 }), fc.nat(), (same, different, pairs, seed) => {
      const data = pairsOf(same, different);
      const { at } = pairBatches(data, { pairs, seed });
      const turns = Array<number>(same + different).fill(0);
      for (let step = 0; step < 24; step++) for (const left of at(step).indices.slice(0, pairs)) turns[left / 2]!++;
      const [ofSame, ofDifferent] = [turns.slice(0, same), turns.slice(same)];
      assert.equal(
        ofSame.reduce((a, b) => a + b),
        24 * Math.ceil(pairs / 2),
      );
      for (const own of [ofSame, ofDifferent]) assert.ok(Math.max(...own) - Math.min(...own) <= 1, own.join());
    }),
  );
});

test("a step depends on the seed and the step alone", () => {
  const data = pairsOf(9, 31);
  const inRow = pairBatches(data, { pairs: 8, seed: 4 });
  const batches = Array.from({ length: 40 }, (_, step) => inRow.at(step));
  for (const step of [39, 0, 17]) assert.deepEqual(pairBatches(data, { pairs: 8, seed: 4 }).at(step), batches[step]);
  assert.notDeepEqual(pairBatches(data, { pairs: 8, seed: 5 }).at(0), batches[0]);
});

test("bad arguments, and pairs of one kind only", () => {
  assert.throws(
    () => pairBatches(pairsOf(2, 2), { pairs: 1, seed: 0 }),
    failure("INVALID_OPTION", /pairs must be .* got 1/),
  );
  assert.throws(
    () => pairBatches(pairsOf(3, 0), { pairs: 2, seed: 0 }),
    failure("DATA_TOO_FEW", /all 3 pairs are same; some must be different/),
  );
  assert.throws(
    () => pairBatches(pairsOf(0, 3), { pairs: 2, seed: 0 }),
    failure("DATA_TOO_FEW", /all 3 pairs are different/),
  );
  const classes = fakeDataset({ a: 2, b: 2 });
  assert.throws(
    () => pairBatches(classes, { pairs: 2, seed: 0 }),
    failure("INVALID_INPUT", /expected a dataset of a pairs file/),
  );
});

test("pairs with scores come as they are, each equally often, with their scores", () => {
  const scores = [0, 0.1, 0.2, 0.9, 1];
  const data = fakePairs(
    10,
    scores.map((score, i) => [2 * i, 2 * i + 1, score] as const),
  );
  const { at } = pairBatches(data, { pairs: 2, seed: 3 });
  const turns = Array<number>(5).fill(0);
  for (let step = 0; step < 5; step++) {
    const { indices, same, score } = at(step);
    assert.equal(score!.length, 2);
    score!.forEach((value, i) => {
      const pair = indices[i]! / 2;
      turns[pair]!++;
      assert.deepEqual([value, same[i]], [Math.fround(scores[pair]!), scores[pair]! >= 0.5 ? 1 : 0]);
    });
  }
  assert.deepEqual(turns, [2, 2, 2, 2, 2]);
  assert.equal(pairBatches(pairsOf(2, 2), { pairs: 2, seed: 3 }).at(0).score, undefined);
});

test("pairs of one kind are drawn where the loss finds the other kind in the batch", () => {
  const { at } = pairBatches(pairsOf(4, 0), { pairs: 4, seed: 1, oneKind: true });
  assert.deepEqual([...at(0).same], [1, 1, 1, 1]);
  assert.equal(
    [...pairBatches(pairsOf(4, 9), { pairs: 4, seed: 1, oneKind: true }).at(0).same].filter(Boolean).length,
    2,
  );
});
