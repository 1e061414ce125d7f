import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { naturalOrder } from "../../src/data/natural-order.js";

test("numbers count by value, folders come before their neighbours' longer names", () => {
  const sorted = ["s1/2.png", "s1/10.png", "s1-b/1.png", "s2/1.png", "s10/1.png", "t"];
  assert.deepEqual([...sorted].reverse().sort(naturalOrder), sorted);
});

test("numbers beyond 2^53 and leading zeros", () => {
  const sorted = ["1", "01", "2", "9007199254740992", "9007199254740993", "10000000000000000000"];
  assert.ok(naturalOrder("01", "1") < 0);
  assert.deepEqual([...sorted].sort(naturalOrder), ["01", "1", ...sorted.slice(2)]);
});

test("a total order: antisymmetric, transitive, zero only for equal names", () => {
  const name = fc.string({ unit: fc.constantFrom("0", "1", "2", "a", "/", "-"), maxLength: 6 });
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      assert.equal(Math.sign(naturalOrder(a, b)), -Math.sign(naturalOrder(b, a)) + 0);
      assert.equal(naturalOrder(a, b) === 0, a === b);
      if (naturalOrder(a, b) < 0 && naturalOrder(b, c) < 0) assert.ok(naturalOrder(a, c) < 0);
    }),
    { numRuns: 3000 },
  );
});
