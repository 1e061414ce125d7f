// How exact the distances are where it is hard: rows that are near each other and far from the origin, and wide rows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import {
  euclidean,
  euclideanDistance,
  pairwise,
  pairwiseDistances,
  squaredEuclidean,
} from "../../src/distances/index.js";
import { input } from "../../src/graph/index.js";
import { runGraph, rowsTensor } from "../testkit/run-graph.js";

/** Rows of width 64 around 100, about `spread` apart. */
function offset(spread: number): number[][] {
  const generator = random(2, "offset");
  return Array.from({ length: 9 }, () =>
    Array.from({ length: 64 }, () => Math.fround(100 + spread * generator.normal())),
  );
}

test("euclidean in the graph: near rows far from the origin keep three digits", async () => {
  const rows = offset(0.05);
  const a = input("a", "float32", [9, 64]);
  const { pairs } = await runGraph({ pairs: euclidean().pairs(a, a) }, { a: rowsTensor(rows) });
  rows.forEach((u, i) =>
    rows.forEach((v, j) => {
      const expected = euclideanDistance(u, v);
      assert.ok(
        Math.abs(pairs![9 * i + j]! - expected) <= 1e-3 * expected,
        `got ${pairs![9 * i + j]}, expected ${expected}`,
      );
    }),
  );
});

test("euclidean in plain numbers: exact to float32, and 0 between equal rows", () => {
  const rows = offset(1e-4);
  rows.push([...rows[0]!]);
  const { data } = pairwise(euclidean(), matrix(rows));
  rows.forEach((u, i) => rows.forEach((v, j) => assert.equal(data[10 * i + j], Math.fround(euclideanDistance(u, v)))));
  assert.equal(data[9], 0);
});

test("euclidean in plain numbers: float32 numbers too large to be squared in float32", () => {
  assert.equal(
    pairwise(euclidean(), matrix([[3e30, 0]]), matrix([[0, 4e30]])).data[0],
    Math.fround(Math.hypot(Math.fround(3e30), Math.fround(4e30))),
  );
});

test("pairwiseDistances: from the smallest to the largest numbers of float32", async () => {
  const near = (got: number, expected: number): boolean =>
    got === expected || Math.abs(got - expected) <= 1e-6 * expected;
  for (const [first, second] of [
    [3e38, 2e38],
    [3e20, 1e20],
    [1, 2],
    [3e-20, 1e-20],
    [3e-38, 2e-38],
  ] as const) {
    const rows = matrix([
      [first, 0],
      [first, 0],
      [0, second],
    ]);
    for (const distance of [euclidean(), squaredEuclidean()]) {
      const { data } = await pairwiseDistances(distance, rows);
      const between = distance.name === "euclidean" ? Math.hypot(first, second) : first ** 2 + second ** 2;
      const expected = [0, 0, between, 0, 0, between, between, between, 0].map((value) => Math.fround(value));
      data.forEach((value, i) =>
        assert.ok(near(value, expected[i]!), `${distance.name} ${first}: got ${value}, expected ${expected[i]}`),
      );
    }
  }
});
