import assert from "node:assert/strict";
import { test } from "node:test";
import { buckets, every, visible } from "../../src/report/thin.js";

test("every keeps the ends and the order", () => {
  const items = Array.from({ length: 1001 }, (_, i) => i);
  const kept = every(items, 11);
  assert.deepEqual(kept, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  assert.deepEqual(every([1, 2, 3], 3), [1, 2, 3]);
});

test("buckets hold the mean and the range of neighbours, and end where the run ends", () => {
  const points = [1, 3, 2, 4, 9].map((y, x) => ({ x, y }));
  assert.deepEqual(buckets(points, 3), [
    { x: 1, mean: 2, low: 1, high: 3 },
    { x: 3, mean: 3, low: 2, high: 4 },
    { x: 4, mean: 9, low: 9, high: 9 },
  ]);
  assert.ok(
    buckets(
      Array.from({ length: 9999 }, (_, x) => ({ x, y: x })),
      200,
    ).length <= 200,
  );
  assert.deepEqual(buckets([], 10), []);
});

test("visible drops points within a pixel of the last one kept, but never the last", () => {
  const points = Array.from({ length: 1001 }, (_, i) => i / 10);
  const kept = visible(points, (value) => [value, 0]);
  assert.equal(kept[0], 0);
  assert.equal(kept.at(-1), 100);
  assert.ok(kept.length >= 90 && kept.length <= 102, `${kept.length} points`);
});
