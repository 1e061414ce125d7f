import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { random } from "../../src/core/random.js";
import { euclidean } from "../../src/distances/index.js";
import { scorePairs, selectPairs, spread } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("healthy embeddings: not collapsed, rank near the width, same pairs nearer", () => {
  const embeddings = clouds({ classes: 50, perClass: 4, noise: 0.3 });
  const result = spread(embeddings, scorePairs(embeddings, euclidean(), selectPairs(embeddings)));
  assert.equal(result.collapsed, false);
  assert.ok(result.effectiveRank > 6.5 && result.effectiveRank <= 8);
  assert.ok(result.dPrime! > 2 && result.same!.mean < result.different!.mean);
  assert.equal(result.deadDimensions, 0);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
});

test("one point, or as good as one", () => {
  for (const noise of [0, 1e-5]) {
    const generator = random(1);
    const rows = Array.from({ length: 30 }, () => Array.from({ length: 6 }, (_, k) => k + noise * generator.normal()));
    const result = spread(matrix(rows));
    assert.equal(result.collapsed, true);
    assert.match(result.reason!, /alike/);
  }
  assert.equal(
    spread(
      matrix([
        [0, 0],
        [0, 0],
      ]),
    ).collapsed,
    true,
  );
});

test("one line", () => {
  const rows = Array.from({ length: 30 }, (_, i) => [i, 2 * i, -i, 0.5 * i]);
  const of = (classes: number): boolean =>
    spread(
      matrix(rows),
      undefined,
      rows.map((_, i) => i % classes),
    ).collapsed;
  assert.deepEqual([of(1), of(2), of(3)], [true, false, true], "two classes need no more");
  const result = spread(matrix(rows));
  assert.ok(Math.abs(result.effectiveRank - 1) < 1e-3);
  assert.match(result.reason!, /line/);
});

test("effective rank counts equal directions, with more columns than rows too", () => {
  const axes = (count: number, width: number): number[][] =>
    Array.from({ length: 2 * count }, (_, i) =>
      Array.from({ length: width }, (_, k) => (k === i >> 1 ? (i % 2 ? 1 : -1) : 0)),
    );
  for (const width of [5, 400]) assert.ok(Math.abs(spread(matrix(axes(5, width))).effectiveRank - 5) < 1e-9);
  assert.equal(spread(matrix(axes(5, 400))).deadDimensions, 395);
  assert.ok(Math.abs(spread(matrix(axes(200, 200))).effectiveRank - 200) < 80);
});

test("dPrime is negative where same pairs are farther apart, and absent where nothing varies", () => {
  const pairs = (distances: number[]) => ({ distances: Float32Array.from(distances), same: Uint8Array.of(1, 1, 0, 0) });
  const base = matrix([
    [0, 1],
    [1, 0],
  ]);
  assert.ok(spread(base, pairs([3, 4, 1, 2])).dPrime! < 0);
  assert.equal(spread(base, pairs([1, 1, 1, 1])).dPrime, undefined);
  const oneSided = spread(base, { distances: Float32Array.of(1), same: Uint8Array.of(1) });
  assert.deepEqual([oneSided.same, oneSided.different], [{ mean: 1, std: 0 }, undefined]);
});
