import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pairCollector } from "../../../src/report/gather/extreme-pairs.js";

test("both ends agree with a sorted list where no row comes twice", () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
      fc.integer({ min: 1, max: 9 }),
      (distances, count) => {
        const collector = pairCollector(count);
        distances.forEach((distance, i) => collector.add(2 * i, 2 * i + 1, distance));
        const sorted = distances.toSorted((a, b) => a - b);
        assert.deepEqual(
          collector.nearest().map(({ distance }) => distance),
          sorted.slice(0, count),
        );
        assert.deepEqual(
          collector.farthest().map(({ distance }) => distance),
          sorted.toReversed().slice(0, count),
        );
        assert.deepEqual(collector.distances(), Float32Array.from(distances));
      },
    ),
  );
});

test("the ends hold among many more pairs than are kept", () => {
  const collector = pairCollector(3);
  for (let i = 0; i < 10_000; i++) collector.add(2 * i, 2 * i + 1, (i * 7919) % 10_007);
  assert.deepEqual(
    collector.nearest().map(({ distance }) => distance),
    [0, 1, 2],
  );
  assert.equal(collector.distances().length, 10_000);
});

test("a row is in two pairs of a list at most", () => {
  const collector = pairCollector(4);
  for (let b = 1; b < 8; b++) collector.add(0, b, 10 + b);
  collector.add(8, 9, 1);
  assert.deepEqual(
    collector.farthest().map(({ b }) => b),
    [7, 6, 9],
  );
});

test("distances that are not finite do not count", () => {
  const collector = pairCollector(4);
  for (const distance of [NaN, Infinity, 1]) collector.add(0, 1, distance);
  assert.deepEqual(collector.distances(), Float32Array.of(1));
});
