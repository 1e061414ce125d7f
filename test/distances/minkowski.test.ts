import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chebyshevDistance,
  euclideanDistance,
  manhattanDistance,
  minkowski,
  minkowskiDistance,
} from "../../src/distances/index.js";

const [a, b] = [
  [1, -2, 3.5, 0],
  [0, 2, 3, -7],
];

test("minkowski: order 1 is Manhattan, 2 Euclidean, a high one nearly Chebyshev; 3 is the default", () => {
  near(minkowskiDistance(a, b, 1), manhattanDistance(a, b));
  near(minkowskiDistance(a, b, 2), euclideanDistance(a, b));
  near(minkowskiDistance(a, b, 400), chebyshevDistance(a, b));
  near(minkowskiDistance(a, b), Math.cbrt(1 + 64 + 0.125 + 343));
  near(minkowski({ p: 1.5 }).between(a, b), (1 + 8 + 0.5 ** 1.5 + 7 ** 1.5) ** (2 / 3));
});

test("minkowski: powers neither overflow nor vanish", () => {
  for (const scale of [1e-200, 1e200]) near(minkowskiDistance([3 * scale], [0], 10) / scale, 3);
});

test("minkowski: an order below 1, or none, is refused", () => {
  for (const p of [0.5, 0, -1, NaN, Infinity]) {
    assert.throws(() => minkowski({ p }), { code: "INVALID_OPTION", message: /minkowski: p must be >= 1, got/ });
    assert.throws(() => minkowskiDistance(a, b, p), { code: "INVALID_OPTION" });
  }
});

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12 * expected, `got ${actual}, expected ${expected}`);
}
