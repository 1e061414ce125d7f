// Examples combined into identities, worked out by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cosine, euclidean } from "../../src/distances/index.js";
import { rankIdentities, rankMeans } from "../../src/gallery/identity.js";
import { searchSpace } from "../../src/gallery/space.js";
import type { StoredItem } from "../../src/gallery/store.js";

function item(id: string, label: string | null, ...numbers: number[]): StoredItem {
  return { id, label, vector: Float32Array.from(numbers), metadata: {}, source: null };
}

const found = [
  { item: item("1", "a"), distance: 1 },
  { item: item("2", "b"), distance: 2 },
  { item: item("3", "b"), distance: 3 },
  { item: item("loner", null), distance: 4 },
  { item: item("4", "c"), distance: 5 },
  { item: item("5", "c"), distance: 6 },
  { item: item("6", "c"), distance: 7 },
];

test("nearest: an identity is as far as its nearest example; an item without label stands for itself", () => {
  assert.deepEqual(rankIdentities(found, "nearest"), [
    { identity: "a", distance: 1, examples: 1 },
    { identity: "b", distance: 2, examples: 2 },
    { identity: "loner", distance: 4, examples: 1 },
    { identity: "c", distance: 5, examples: 3 },
  ]);
});

test("vote: the five nearest examples vote, equal votes go to the nearer", () => {
  assert.deepEqual(
    rankIdentities(found, "vote").map(({ identity }) => identity),
    ["b", "a", "loner", "c"],
  );
});

test("mean: as far as the mean of the examples; of directions where the distance compares those", () => {
  const items = [item("1", "a", 0, 0), item("2", "a", 4, 0), item("3", "b", 0, 3)];
  const probe = Float32Array.of(1, 0);
  assert.deepEqual(rankMeans(items, probe, searchSpace(euclidean())), [
    { identity: "a", distance: 1, examples: 2 },
    { identity: "b", distance: Math.sqrt(10), examples: 1 },
  ]);
  const space = searchSpace(cosine());
  const directions = [item("1", "a", 1, 0), item("2", "a", 0, 1)];
  const [ranked] = rankMeans(directions, Float32Array.of(Math.SQRT1_2, Math.SQRT1_2), space);
  assert.ok(Math.abs(ranked!.distance) < 1e-7);
});
