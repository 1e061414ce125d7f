import assert from "node:assert/strict";
import { test } from "node:test";
import { confusions } from "../../../src/report/gather/confusions.js";

// Classes 0 (rows 0, 1), 1 (rows 2, 3) and 2 (row 4).
const labels = [0, 0, 1, 1, 2];
const pairs = {
  a: [0, 0, 1, 1, 4, 4],
  b: [2, 3, 2, 3, 0, 3],
  distances: [0.5, 0.1, 0.9, 0.3, 0.8, 0.2],
};

test("pairs of classes by the share that is accepted, each with its nearest two rows", () => {
  const found = confusions(pairs, labels, 0.35, 9);
  assert.deepEqual(
    found.map(({ nearest, accepted, pairs: count }) => [nearest.a, nearest.b, accepted, count]),
    [
      [4, 3, 1, 1],
      [0, 3, 0.5, 4],
    ],
  );
  assert.ok(Math.abs(found[1]!.meanDistance - 0.45) < 1e-12);
  assert.equal(confusions(pairs, labels, 0.35, 1).length, 1);
});

test("without a threshold the nearest hundredth counts; nothing accepted is nothing confused", () => {
  assert.deepEqual(
    confusions(pairs, labels, undefined, 9).map(({ nearest }) => nearest.distance),
    [0.1],
  );
  assert.deepEqual(confusions(pairs, labels, 0.05, 9), []);
  assert.deepEqual(confusions({ a: [0], b: [2], distances: [NaN] }, labels, 1, 9), []);
});
