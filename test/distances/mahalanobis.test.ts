import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import { euclideanDistance, fitMahalanobis, mahalanobis, mahalanobisDistance } from "../../src/distances/index.js";

function correlated(count: number): number[][] {
  const generator = random(3, "correlated");
  return Array.from({ length: count }, () => {
    const [u, v] = [generator.normal(), generator.normal()];
    return [10 * u + 5, 10 * u + v];
  });
}

test("mahalanobis: the identity gives the Euclidean distance, as whitening and as inverse covariance", () => {
  const rows = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const [a, b] = [
    [1, 2, 3],
    [-1, 0.5, 9],
  ];
  assert.equal(mahalanobisDistance(a, b, { whitening: rows }), euclideanDistance(a, b));
  assert.equal(mahalanobisDistance(a, b, rows), euclideanDistance(a, b));
});

test("mahalanobis: the inverse covariance and the whitening learned from one sample agree", () => {
  const fit = fitMahalanobis(matrix(correlated(200)), { shrinkage: "none" });
  const [[a, b], [, d]] = fit.covariance as [[number, number], [number, number]];
  const determinant = a * d - b * b;
  const inverse = [
    [d / determinant, -b / determinant],
    [-b / determinant, a / determinant],
  ];
  const [u, v] = [
    [3, 1],
    [-2, 2],
  ];
  assert.ok(Math.abs(mahalanobisDistance(u, v, fit) / mahalanobisDistance(u, v, inverse) - 1) < 1e-9);
});

test("mahalanobis: a step along the spread counts less than one across it", () => {
  const distance = mahalanobis(fitMahalanobis(matrix(correlated(200))));
  assert.ok(distance.between([0, 0], [1, 1]) < 0.2 * distance.between([0, 0], [1, -1]));
});

test("mahalanobis: whitened, the sample has unit covariance", () => {
  const rows = correlated(500);
  const { whitening, mean } = fitMahalanobis(matrix(rows), { shrinkage: "none" });
  const whitened = rows.map((values) =>
    whitening.map((w) => w.reduce((sum, value, k) => sum + value * (Math.fround(values[k]!) - mean[k]!), 0)),
  );
  for (const i of [0, 1]) {
    for (const j of [0, 1]) {
      const covariance = whitened.reduce((sum, values) => sum + values[i]! * values[j]!, 0) / (rows.length - 1);
      assert.ok(Math.abs(covariance - (i === j ? 1 : 0)) < 1e-9, `covariance ${i}${j} is ${covariance}`);
    }
  }
});

test("mahalanobis: wrong matrices are refused", () => {
  assert.throws(
    () =>
      mahalanobisDistance(
        [1, 2],
        [3, 4],
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ),
    { code: "DIMENSION_MISMATCH" },
  );
  assert.throws(() => mahalanobisDistance([1, 2], [3, 4], [[1, 0]]), { code: "DIMENSION_MISMATCH" });
  assert.throws(
    () =>
      mahalanobisDistance(
        [1, 2],
        [3, 4],
        [
          [-1, 0],
          [0, 1e-3],
        ],
      ),
    { code: "INVALID_INPUT", message: /positive semi-definite/ },
  );
  assert.throws(() => mahalanobis({ whitening: [] }), { code: "INVALID_OPTION", message: /fitMahalanobis/ });
  assert.throws(() => mahalanobis({ whitening: [[1, 2], [3]] }), {
    code: "INVALID_OPTION",
    message: /row 1 has 1 and row 0 2/,
  });
  assert.throws(() => mahalanobis({ whitening: [[1, NaN]] }), { code: "INVALID_OPTION", message: /row 0 holds NaN/ });
});
