// What the plain distances say about zeros, NaN, infinities, and numbers too large or too small to be squared.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  brayCurtisDistance,
  canberraDistance,
  chebyshevDistance,
  correlationDistance,
  cosineDistance,
  cosineSimilarity,
  euclideanDistance,
  expManhattanDistance,
  expManhattanSimilarity,
  mahalanobisDistance,
  manhattanDistance,
  minkowskiDistance,
  signalToNoiseDistance,
  squaredEuclideanDistance,
} from "../../src/distances/index.js";

const identity = {
  whitening: [
    [1, 0],
    [0, 1],
  ],
};
const straight = {
  euclidean: euclideanDistance,
  squared: squaredEuclideanDistance,
  manhattan: manhattanDistance,
  chebyshev: chebyshevDistance,
  minkowski: minkowskiDistance,
  canberra: canberraDistance,
  "bray-curtis": brayCurtisDistance,
  "signal-to-noise": signalToNoiseDistance,
  "exp-manhattan": expManhattanDistance,
  mahalanobis: (a: number[], b: number[]) => mahalanobisDistance(a, b, identity),
} as const;

for (const [name, distance] of Object.entries(straight)) {
  test(`${name}: a NaN gives NaN, wherever it stands`, () => {
    assert.ok(Number.isNaN(distance([NaN, 0], [0, 0])));
    assert.ok(Number.isNaN(distance([0, 0], [0, NaN])));
    assert.ok(Number.isNaN(distance([Infinity, NaN], [0, 0])));
  });
  test(`${name}: zero vectors are at 0 from each other`, () => assert.equal(distance([0, 0], [0, 0]), 0));
}

for (const name of ["euclidean", "squared", "manhattan", "chebyshev", "minkowski"] as const) {
  test(`${name}: one infinity gives Infinity, the same on both sides NaN`, () => {
    assert.equal(straight[name]([Infinity, 1], [0, 0]), Infinity);
    assert.equal(straight[name]([Infinity, 1], [-Infinity, 0]), Infinity);
    assert.ok(Number.isNaN(straight[name]([Infinity, 1], [Infinity, 0])));
  });
  test(`${name}: vectors of no width are at 0`, () => assert.equal(straight[name]([], []), 0));
}

test("mahalanobis: an infinity never gives a finite distance", () => {
  for (const value of [Infinity, -Infinity]) assert.ok(!Number.isFinite(straight.mahalanobis([value, 1], [0, 0])));
});

test("euclidean: neither overflows nor vanishes", () => {
  for (const scale of [1e-300, 1e-200, 1e200, 1e300]) {
    assert.ok(Math.abs(euclideanDistance([3 * scale, 0], [0, 4 * scale]) / scale - 5) < 1e-12, `scale ${scale}`);
  }
  assert.equal(euclideanDistance([5e-324], [0]), 5e-324);
  assert.equal(euclideanDistance([1.7e308], [-1.7e308]), Infinity);
  assert.equal(squaredEuclideanDistance([3e200, 0], [0, 4e200]), Infinity);
});

test("cosine: neither overflows nor vanishes", () => {
  for (const scale of [1e-300, 1e-160, 1e-80, 1, 1e80, 1e160, 1e300]) {
    assert.ok(Math.abs(cosineSimilarity([3 * scale, 4 * scale], [4, 3]) - 0.96) < 1e-12, `scale ${scale}`);
    assert.ok(
      Math.abs(cosineSimilarity([3 * scale, 4 * scale], [4 * scale, 3 * scale]) - 0.96) < 1e-12,
      `scale ${scale}`,
    );
  }
});

test("cosine: a vector of zeros is at right angles to everything, itself included", () => {
  assert.equal(cosineSimilarity([0, 0], [1, 2]), 0);
  assert.equal(cosineDistance([0, 0], [1, 2]), 1);
  assert.equal(cosineDistance([0, 0], [0, 0]), 1);
  assert.equal(cosineDistance([], []), 1);
});

test("cosine: NaN and infinities give NaN, beside zeros too", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    assert.ok(Number.isNaN(cosineSimilarity([bad, 1], [1, 1])));
    assert.ok(Number.isNaN(cosineSimilarity([0, 0], [1, bad])));
  }
});

test("cosine: opposite directions are at 2, one direction at 0, never beyond", () => {
  const a = [0.1, 0.2, 0.3];
  assert.equal(cosineDistance(a, a), 0);
  assert.equal(
    cosineDistance(
      a,
      a.map((value) => -value),
    ),
    2,
  );
  for (let k = 1; k < 50; k++) {
    const d = cosineDistance(
      a,
      a.map((value) => value * k),
    );
    assert.ok(d >= 0 && d < 1e-15);
  }
});

test("canberra: zeros on both sides count nothing, numbers of any size the same", () => {
  assert.equal(canberraDistance([0, 1], [0, 3]), 0.5);
  assert.equal(canberraDistance([0, 2 ** -1000], [0, 3 * 2 ** -1000]), 0.5);
  assert.equal(canberraDistance([1e300], [-1e-300]), 1);
});

test("bray-curtis: opposite vectors share nothing at all", () => {
  assert.equal(brayCurtisDistance([1, 2], [-1, -2]), Infinity);
  assert.equal(brayCurtisDistance([1, 0], [0, 1]), 1);
});

test("correlation: neither level nor length counts; a constant vector is at 1 from everything, itself included", () => {
  assert.ok(Math.abs(correlationDistance([1, 2, 4], [105, 110, 120])) < 1e-15);
  assert.equal(correlationDistance([1, 2, 3], [3, 2, 1]), 2);
  for (const constant of [
    [0.1, 0.1, 0.1],
    [7, 7, 7],
    [0, 0, 0],
  ]) {
    assert.equal(correlationDistance(constant, constant), 1);
    assert.equal(correlationDistance(constant, [1, 2, 4]), 1);
  }
  assert.ok(Number.isNaN(correlationDistance([NaN, 1, 2], [1, 2, 3])));
});

test("signal-to-noise: the anchor comes first, and one without signal divides by 1", () => {
  assert.equal(signalToNoiseDistance([2, -2], [3, -3]), 0.25);
  assert.equal(signalToNoiseDistance([3, -3], [2, -2]), 1 / 9);
  assert.equal(signalToNoiseDistance([5, 5], [5 + 3, 5 - 3]), 9);
  assert.equal(signalToNoiseDistance([], []), 0);
});

test("exp-manhattan: a similarity from 1 to 0, and the distance that completes it to 1", () => {
  assert.equal(expManhattanSimilarity([1, 2], [1, 2]), 1);
  assert.equal(expManhattanSimilarity([1, 2], [0, 0]), Math.exp(-3));
  assert.equal(expManhattanDistance([1, 2], [0, 0]), 1 - Math.exp(-3));
  assert.equal(expManhattanDistance([1e-20], [0]), 1e-20);
  assert.equal(expManhattanDistance([Infinity], [0]), 1);
});
