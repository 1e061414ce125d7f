import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ascendingOrder } from "../../src/core/order.js";

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
