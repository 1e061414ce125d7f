import assert from "node:assert/strict";
import { test } from "node:test";
import {
  centred,
  choleskyFactor,
  columnMeans,
  gram,
  lowerInverse,
  symmetricEigenvalues,
} from "../../src/core/linear-algebra.js";
import { matrix } from "../../src/core/matrix.js";

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `got ${actual}, expected ${expected}`);

test("columnMeans, centred and gram give the covariance", () => {
  const sample = matrix([
    [1, 10],
    [2, 30],
    [6, 20],
  ]);
  assert.deepEqual(Array.from(columnMeans(sample)), [3, 20]);
  const covariance = gram(centred(sample), 2, 2);
  assert.deepEqual(
    covariance.map((values) => Array.from(values)),
    [
      [7, 5],
      [5, 100],
    ],
  );
});

test("choleskyFactor and lowerInverse: L Lᵀ and L L⁻¹", () => {
  const symmetric = [
    [4, 2, -2],
    [2, 10, 4],
    [-2, 4, 9],
  ];
  const lower = choleskyFactor(symmetric)!;
  const inverse = lowerInverse(lower);
  for (const i of [0, 1, 2]) {
    for (const j of [0, 1, 2]) {
      close(
        [0, 1, 2].reduce((sum, k) => sum + lower[i]![k]! * lower[j]![k]!, 0),
        symmetric[i]![j]!,
      );
      close(
        [0, 1, 2].reduce((sum, k) => sum + lower[i]![k]! * inverse[k]![j]!, 0),
        i === j ? 1 : 0,
      );
    }
  }
});

test("choleskyFactor: undefined where singular or indefinite", () => {
  assert.equal(
    choleskyFactor([
      [1, 2],
      [2, 1],
    ]),
    undefined,
  );
  assert.equal(
    choleskyFactor([
      [1, 1],
      [1, 1],
    ]),
    undefined,
  );
  assert.equal(
    choleskyFactor([
      [1, 1],
      [1, 1 + 1e-14],
    ]),
    undefined,
  );
  assert.equal(choleskyFactor([[0]]), undefined);
});

test("symmetricEigenvalues: descending", () => {
  const values = symmetricEigenvalues([
    [2, 0, 0],
    [0, 3, 4],
    [0, 4, 9],
  ]);
  [11, 2, 1].forEach((value, i) => close(values[i]!, value));
});
