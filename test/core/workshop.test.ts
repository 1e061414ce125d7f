// Memory for kernels is kept for the next, and never given to two at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { workshop } from "../../src/core/workshop.js";

test("arrays lie side by side", () => {
  const shop = workshop(3000);
  const arrays = [shop.floats(5), shop.doubles(7), shop.integers(3), shop.floats(1)];
  arrays.forEach((array, i) => array.fill(i + 1));
  assert.deepEqual(
    arrays.map((array) => [array.length, new Set(array).size, array[0]]),
    [
      [5, 1, 1],
      [7, 1, 2],
      [3, 1, 3],
      [1, 1, 4],
    ],
  );
  assert.equal(new Set(arrays.map(({ buffer }) => buffer)).size, 1);
  shop.end();
});

test("the next has the memory and its kernels; another at the same time has its own", () => {
  const first = workshop(1000);
  const { buffer } = first.floats(1);
  let compiled = 0;
  const compile = (): string => `kernel ${++compiled}`;
  assert.equal(first.kernel("sum", compile), "kernel 1");
  first.end();
  const [second, third] = [workshop(1000), workshop(1000)];
  assert.equal(second.floats(1).buffer, buffer);
  assert.equal(second.kernel("sum", compile), "kernel 1");
  assert.notEqual(third.floats(1).buffer, buffer);
  assert.equal(third.kernel("sum", compile), "kernel 2");
  second.end();
  third.end();
});

test("a kernel that cannot be compiled, and a memory that cannot be had", () => {
  const shop = workshop(100);
  const fails = (): never => {
    throw new Error("no vectors");
  };
  assert.equal(shop.kernel("fails", fails), undefined);
  shop.end();
  const without = workshop(2 ** 40);
  assert.equal(
    without.kernel("any", () => 1),
    undefined,
  );
  assert.equal(without.doubles(4).length, 4);
});
