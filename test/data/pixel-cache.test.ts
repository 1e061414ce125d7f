import assert from "node:assert/strict";
import { test } from "node:test";
import { pixelCache } from "../../src/data/pixel-cache.js";

const filled = (value: number): Uint8Array => new Uint8Array(4).fill(value);

test("keeps everything where there is room", () => {
  const cache = pixelCache(3, 4, 100);
  for (const key of [0, 1, 2]) cache.put(key, filled(key));
  assert.ok(cache.isFull());
  for (const key of [0, 1, 2]) assert.deepEqual(cache.get(key), filled(key));
  cache.put(1, filled(9));
  assert.deepEqual([cache.get(0), cache.get(1)], [filled(0), filled(9)]);
});

test("the least recently used one makes room", () => {
  const cache = pixelCache(10, 4, 8);
  cache.put(0, filled(0));
  assert.ok(!cache.isFull());
  cache.put(1, filled(1));
  cache.get(0);
  cache.put(2, filled(2));
  assert.deepEqual([cache.get(0), cache.get(1), cache.get(2)], [filled(0), undefined, filled(2)]);
  cache.put(3, filled(3));
  assert.equal(cache.get(0), undefined);
});

test("room for one at least", () => {
  const cache = pixelCache(2, 4, 1);
  cache.put(0, filled(0));
  cache.put(1, filled(1));
  assert.deepEqual([cache.get(0), cache.get(1)], [undefined, filled(1)]);
});
