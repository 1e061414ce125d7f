import assert from "node:assert/strict";
import { test } from "node:test";
import { wilsonInterval } from "../../src/core/statistics.js";
import { euclidean } from "../../src/distances/index.js";
import { figureWithWidth, trialsOf, withWidth } from "../../src/evaluation/errorless.js";
import { bootstrapIntervals, scorePairs, selectPairs } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("pairs are worth as many trials as there are items in them, at most", () => {
  // Same: 0-1, 0-2, 1-2 of three items. Different: 0-3, 4-5.
  const pairs = {
    a: Int32Array.of(0, 0, 1, 0, 4),
    b: Int32Array.of(1, 2, 2, 3, 5),
    same: Uint8Array.of(1, 1, 1, 0, 0),
  };
  assert.deepEqual(trialsOf(pairs), { same: 3, different: 2, all: 5 });
});

test("only an interval without width at 0 or 1 is widened, and by Wilson", () => {
  assert.deepEqual(withWidth([1, 1], 22), wilsonInterval(22, 22));
  assert.deepEqual(withWidth([0, 0], 22), wilsonInterval(0, 22));
  assert.deepEqual(withWidth([0.9, 1], 22), [0.9, 1]);
  assert.deepEqual(withWidth([0.5, 0.5], 22), [0.5, 0.5]);
  assert.deepEqual(withWidth([1 - 1e-16, 1 + 1e-16], 22), wilsonInterval(22, 22));
  assert.ok(withWidth([1, 1], 22, 0.99)[0] < withWidth([1, 1], 22, 0.95)[0]);
  const trials = { same: 10, different: 100, all: 60 };
  assert.deepEqual(figureWithWidth("tarAtFar.0.01", [1, 1], trials), wilsonInterval(10, 10));
  assert.deepEqual(figureWithWidth("farAtThreshold", [0, 0], trials), wilsonInterval(0, 100));
  assert.deepEqual(figureWithWidth("accuracyAtThreshold", [1, 1], trials), wilsonInterval(60, 60));
  assert.deepEqual(figureWithWidth("auc", [1, 1], trials), wilsonInterval(10, 10));
  assert.deepEqual(figureWithWidth("mccAtThreshold", [0, 0], trials), [0, 0], "0 is no end of its range");
});

test("without an error among few classes, no figure is given as certain", () => {
  const embeddings = clouds({ classes: 3, perClass: 10, noise: 0.01 });
  const pairs = scorePairs(embeddings, euclidean(), selectPairs(embeddings));
  const intervals = bootstrapIntervals(pairs, embeddings.labels, { threshold: 1 })!;
  const { auc, eer, tarAtFar, accuracyAtThreshold, tarAtThreshold, farAtThreshold } = intervals;
  for (const [low, high] of [auc, tarAtFar["0.01"]!, accuracyAtThreshold!, tarAtThreshold!])
    assert.deepEqual([low, high], wilsonInterval(30, 30));
  for (const interval of [eer, farAtThreshold!]) assert.deepEqual(interval, wilsonInterval(0, 30));
});
