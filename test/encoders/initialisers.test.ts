import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import {
  type Initialiser,
  constantly,
  fans,
  kaimingNormal,
  kaimingUniform,
  normal,
  uniform,
  xavier,
} from "../../src/encoders/index.js";

function moments(initialiser: Initialiser, shape: readonly number[]) {
  const values = Array.from(initialiser(random(1, "initialisers"), shape));
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: Math.max(...values.map(Math.abs)), count: values.length };
}

test("fans count what an output sums, and where an input goes", () => {
  assert.deepEqual(fans([16, 8]), { fanIn: 16, fanOut: 8 });
  assert.deepEqual(fans([64, 3, 5, 5]), { fanIn: 75, fanOut: 1600 });
  assert.deepEqual(fans([4, 3, 7]), { fanIn: 21, fanOut: 28 });
  assert.deepEqual(fans([9]), { fanIn: 9, fanOut: 9 });
  assert.deepEqual(fans([]), { fanIn: 1, fanOut: 1 });
});

for (const [name, initialiser, variance] of [
  ["normal(0.3)", normal(0.3), 0.09],
  ["uniform(0.5)", uniform(0.5), 0.25 / 3],
  ["kaimingNormal()", kaimingNormal(), 2 / 100],
  ["kaimingNormal(1)", kaimingNormal(1), 1 / 100],
  ["kaimingUniform()", kaimingUniform(), 2 / 100],
  ["xavier()", xavier(), 2 / 300],
] as const) {
  test(`${name} has its variance and no bias`, () => {
    const drawn = moments(initialiser, [100, 200]);
    assert.equal(drawn.count, 20000);
    assert.ok(Math.abs(drawn.mean) < 0.03 * Math.sqrt(variance), `mean ${drawn.mean}`);
    assert.ok(Math.abs(drawn.variance / variance - 1) < 0.05, `variance ${drawn.variance} for ${variance}`);
  });
}

test("uniform stays within its bound, normal around its mean, an odd count is filled", () => {
  assert.ok(moments(uniform(0.5), [1001]).largest <= 0.5);
  assert.ok(Math.abs(moments(normal(0.01, 0.5), [1001]).mean - 0.5) < 0.01);
  assert.ok(normal(1)(random(1), [1001])[1000] !== 0);
  assert.deepEqual([...constantly(3)(random(1), [2, 1])], [3, 3]);
});

test("the same generator draws the same numbers", () => {
  assert.deepEqual(normal(1)(random(7, "w"), [9]), normal(1)(random(7, "w"), [9]));
  assert.notDeepEqual(normal(1)(random(7, "w"), [9]), normal(1)(random(7, "v"), [9]));
});

test("bad spreads are refused", () => {
  assert.throws(() => normal(-1), /deviation must be >= 0, got -1/);
  assert.throws(() => uniform(0), /bound must be > 0, got 0/);
});
