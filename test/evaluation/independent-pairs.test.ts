import assert from "node:assert/strict";
import { test } from "node:test";
import { independentPairs, selectPairs } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("all pairs of C classes: C (C + 1) / 2, whether classes are known or follow from the same pairs", () => {
  for (const classes of [2, 3, 10]) {
    const embeddings = clouds({ classes, perClass: 4 });
    const pairs = selectPairs(embeddings);
    assert.equal(independentPairs(pairs, embeddings.labels), (classes * (classes + 1)) / 2);
    assert.equal(independentPairs(pairs), (classes * (classes + 1)) / 2);
  }
});

test("pairs that have no item in common all count", () => {
  const pairs = { a: Int32Array.of(0, 2, 4, 6), b: Int32Array.of(1, 3, 5, 7), same: Uint8Array.of(1, 1, 0, 0) };
  assert.equal(independentPairs(pairs), 4);
});

test("a pair the other way round, and pairs of alike items, count once", () => {
  const twice = { a: Int32Array.of(0, 1, 1), b: Int32Array.of(1, 0, 2), same: Uint8Array.of(0, 0, 1) };
  assert.equal(independentPairs(twice), 2);
  // 0 = 1 and 2 = 3, so that 0-2 and 1-3 are the same comparison.
  const joined = { a: Int32Array.of(0, 2, 0, 1), b: Int32Array.of(1, 3, 2, 3), same: Uint8Array.of(1, 1, 0, 0) };
  assert.equal(independentPairs(joined), 3);
});
