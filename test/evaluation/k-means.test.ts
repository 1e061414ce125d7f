import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { kMeans } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("the least sum of squares that all divisions of a few points have", () => {
  const points = [[0], [1], [4], [5], [11], [12.5]];
  const cost = (cluster: number[]): number => {
    const centre = cluster.reduce((sum, value) => sum + value, 0) / cluster.length;
    return cluster.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  };
  let least = Infinity;
  for (let code = 0; code < 3 ** 6; code++) {
    const parts: number[][] = [[], [], []];
    points.forEach(([value], i) => parts[Math.floor(code / 3 ** i) % 3]!.push(value!));
    if (parts.every((part) => part.length > 0))
      least = Math.min(
        least,
        parts.reduce((sum, part) => sum + cost(part), 0),
      );
  }
  const { labels, inertia } = kMeans(matrix(points), 3);
  assert.ok(Math.abs(inertia - least) < 1e-9, `${inertia}, at best ${least}`);
  assert.deepEqual([labels[0] === labels[1], labels[2] === labels[3], labels[4] === labels[5]], [true, true, true]);
  assert.equal(new Set(labels).size, 3);
});

test("a function of the seed; every row its own cluster costs nothing; equal rows are no trouble", () => {
  const rows = clouds({ classes: 4, perClass: 6 });
  assert.deepEqual(kMeans(rows, 4, { seed: 3 }), kMeans(rows, 4, { seed: 3 }));
  assert.equal(kMeans(rows, 24).inertia, 0);
  assert.equal(kMeans(matrix([[1], [1], [1]]), 2).inertia, 0);
});

test("more clusters than rows, or none, are refused", () => {
  const rows = matrix([[1], [2]]);
  assert.throws(() => kMeans(rows, 3), {
    code: "INVALID_OPTION",
    message: /k must be <= the number of rows, 2, got 3/,
  });
  assert.throws(() => kMeans(rows, 0), { code: "INVALID_OPTION" });
});
