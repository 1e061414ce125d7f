// Distances against SciPy's and scikit-learn's, in plain numbers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import {
  brayCurtisDistance,
  canberraDistance,
  chebyshevDistance,
  correlationDistance,
  cosineDistance,
  cosineSimilarity,
  euclideanDistance,
  fitMahalanobis,
  mahalanobisDistance,
  manhattanDistance,
  minkowskiDistance,
  squaredEuclideanDistance,
} from "../../src/distances/index.js";
import { missing, readJson, shared } from "../testkit/shared.js";

interface Golden {
  readonly x: number[][];
  readonly y: number[][];
  readonly sample: number[][];
  readonly "covariance (ddof=1)": number[][];
  readonly ledoit_wolf: { covariance: number[][]; shrinkage: number };
  readonly oas: { covariance: number[][]; shrinkage: number };
  readonly cdist: Record<string, number[][]>;
}

const path = shared("golden/distances.json");
const skip = missing(path);
const golden = (): Golden => readJson<Golden>(path!);

const plain = {
  euclidean: euclideanDistance,
  sqeuclidean: squaredEuclideanDistance,
  cosine: cosineDistance,
  cityblock: manhattanDistance,
  chebyshev: chebyshevDistance,
  canberra: canberraDistance,
  braycurtis: brayCurtisDistance,
  correlation: correlationDistance,
  "minkowski p=3": (a: number[], b: number[]) => minkowskiDistance(a, b, 3),
} as const;

for (const [name, distance] of Object.entries(plain)) {
  test(`golden: ${name}`, { skip }, () => {
    const { x, y, cdist } = golden();
    x.forEach((a, i) => y.forEach((b, j) => close(distance(a, b), cdist[name]![i]![j]!, 1e-12)));
  });
}

test("golden: mahalanobis by a learned whitening", { skip }, () => {
  const { x, y, sample, cdist } = golden();
  const fit = fitMahalanobis(matrix(sample), { shrinkage: "none" });
  x.forEach((a, i) => y.forEach((b, j) => close(mahalanobisDistance(a, b, fit), cdist["mahalanobis"]![i]![j]!, 1e-5)));
});

test("golden: covariance, plain and shrunk", { skip }, () => {
  const { sample, ledoit_wolf, oas, ...rest } = golden();
  const plainFit = fitMahalanobis(matrix(sample), { shrinkage: "none" });
  closeRows(plainFit.covariance, rest["covariance (ddof=1)"]);
  assert.equal(plainFit.shrinkage, 0);
  for (const [shrinkage, expected] of [
    ["ledoit-wolf", ledoit_wolf],
    ["oas", oas],
  ] as const) {
    const fit = fitMahalanobis(matrix(sample), { shrinkage });
    close(fit.shrinkage, expected.shrinkage, 1e-6);
    closeRows(fit.covariance, expected.covariance);
  }
});

test("the README's examples", () => {
  assert.equal(euclideanDistance([1, 2, 3], [4, 5, 6]), 5.196152422706632);
  assert.equal(cosineSimilarity([1, 2, 3], [4, 5, 6]), 0.9746318461970762);
  assert.equal(manhattanDistance([1, 2, 3], [4, 5, 6]), 9);
  assert.throws(() => euclideanDistance([1, 2], [1, 2, 3]), {
    name: "DimensionError",
    code: "DIMENSION_MISMATCH",
    message: "Embeddings must have the same dimensions: got 2 and 3",
  });
});

function closeRows(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((values, i) => values.forEach((value, j) => close(value, expected[i]![j]!, 1e-5)));
}

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `got ${actual}, expected ${expected}`,
  );
}
