import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import { fitMahalanobis } from "../../src/distances/index.js";

function noise(count: number, width: number): number[][] {
  const generator = random(1, "noise");
  return Array.from({ length: count }, () => Array.from({ length: width }, () => generator.normal()));
}

test("fitMahalanobis: fewer rows than dimensions need shrinkage, and the message says so", () => {
  const sample = matrix(noise(10, 20));
  assert.throws(() => fitMahalanobis(sample, { shrinkage: "none" }), {
    code: "DATA_TOO_FEW",
    message: /10 rows in 20 dimensions is singular.*ledoit-wolf/,
  });
  for (const shrinkage of ["ledoit-wolf", "oas", 0.5] as const) {
    const fit = fitMahalanobis(sample, { shrinkage });
    assert.ok(fit.whitening.flat().every(Number.isFinite));
    assert.ok(fit.shrinkage > 0 && fit.shrinkage <= 1);
  }
});

test("fitMahalanobis: full shrinkage is a multiple of the identity", () => {
  const { covariance } = fitMahalanobis(matrix(noise(30, 3)), { shrinkage: 1 });
  assert.ok(covariance[0]![0]! > 0);
  assert.deepEqual(
    covariance,
    [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? covariance[0]![0]! : 0))),
  );
});

test("fitMahalanobis: a dimension that never varies is singular without shrinkage only", () => {
  const sample = matrix(noise(50, 2).map((values) => [...values, 7]));
  assert.throws(() => fitMahalanobis(sample, { shrinkage: "none" }), { code: "DATA_TOO_FEW" });
  assert.ok(fitMahalanobis(sample).whitening.flat().every(Number.isFinite));
});

test("fitMahalanobis: bad samples and options are refused", () => {
  assert.throws(() => fitMahalanobis(matrix([[1, 2]])), { code: "DATA_TOO_FEW", message: /at least 2 rows/ });
  assert.throws(
    () =>
      fitMahalanobis(
        matrix([
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
      ),
    { code: "DATA_TOO_FEW" },
  );
  assert.throws(
    () =>
      fitMahalanobis(
        matrix([
          [1, 2],
          [1, NaN],
        ]),
      ),
    { code: "INVALID_INPUT", message: /row 1 holds NaN/ },
  );
  assert.throws(() => fitMahalanobis(matrix(noise(5, 2)), { shrinkage: 1.5 }), {
    code: "INVALID_OPTION",
    message: /got 1.5/,
  });
  assert.throws(() => fitMahalanobis(matrix(noise(5, 2)), { shrinkage: "oass" as "oas" }), {
    code: "INVALID_OPTION",
    message: /"oass"/,
  });
});

test("fitMahalanobis: diagonal takes the variances alone, sample covariance's own", () => {
  const sample = matrix(noise(40, 3).map(([a, b, c]) => [a!, 10 * b!, a! + c!]));
  const [diagonal, plain] = [
    fitMahalanobis(sample, { shrinkage: "diagonal" }),
    fitMahalanobis(sample, { shrinkage: "none" }),
  ];
  diagonal.covariance.forEach((values, i) =>
    values.forEach((value, j) => assert.equal(value, i === j ? plain.covariance[i]![j] : 0)),
  );
  assert.ok(Math.abs(diagonal.whitening[1]![1]! - 1 / Math.sqrt(plain.covariance[1]![1]!)) < 1e-12);
});

test("fitMahalanobis: with labels, the spread between classes does not count", () => {
  const rows = noise(60, 2).map(([a, b], i) => [a! + 100 * (i % 3), b!]);
  const labels = rows.map((_, i) => i % 3);
  const [within, all] = [fitMahalanobis(matrix(rows), { labels }), fitMahalanobis(matrix(rows))];
  assert.ok(all.covariance[0]![0]! > 5000 && within.covariance[0]![0]! < 2);
  assert.throws(() => fitMahalanobis(matrix(rows), { labels: [1, 2] }), { message: /60 rows, got 2/ });
});
