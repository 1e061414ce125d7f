import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "../../src/core/random.js";
import { ascendingOrder, smallest } from "../../src/core/order.js";

test("ascendingOrder: as a stable sort by comparison, any float32, infinities and both zeros included", () => {
  const value = fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, 1e-45, -1e-45));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const numbers = Float32Array.from(values);
      const expected = values
        .map((_, i) => i)
        .sort((i, j) => (numbers[i]! < numbers[j]! ? -1 : numbers[i]! > numbers[j]! ? 1 : 0));
      assert.deepEqual(Array.from(ascendingOrder(numbers)), expected);
    }),
    { numRuns: 300 },
  );
});

test("ascendingOrder: a view into a larger buffer", () => {
  assert.deepEqual(Array.from(ascendingOrder(Float32Array.of(9, 3, 1, 2).subarray(1))), [1, 2, 0]);
});

test("the k smallest of those that count, by places and by sorting", () => {
  const generator = random(3, "kth");
  const values = Float32Array.from({ length: 500 }, () => generator.integer(100));
  const even = (place: number): boolean => place % 2 === 0;
  const sorted = values.filter((_, place) => even(place)).sort();
  for (const k of [1, 2, 64, 65, 250]) {
    const places = smallest(values, k, even);
    assert.deepEqual(
      Array.from(places, (place) => values[place]),
      [...sorted.subarray(0, k)],
    );
    assert.ok(places.every(even));
  }
  for (const k of [10, 251]) assert.equal(smallest(values, k, (place) => place < 9).length, 9);
});
