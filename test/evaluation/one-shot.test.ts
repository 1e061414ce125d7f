import assert from "node:assert/strict";
import { test } from "node:test";
import { type Embeddings } from "../../src/core/embeddings.js";
import { matrix } from "../../src/core/matrix.js";
import { euclidean } from "../../src/distances/index.js";
import { mostWays, oneShot } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

test("well separated classes: every trial right; collapsed ones: chance", () => {
  const easy = oneShot(clouds({ classes: 25, perClass: 3, noise: 0.001 }), euclidean());
  assert.deepEqual([easy.ways, easy.shots, easy.trials, easy.accuracy, easy.meanAccuracy], [20, 1, 400, 1, 1]);
  assert.ok(easy.interval[0] > 0.98 && easy.interval[1] === 1);
  const collapsed = clouds({ classes: 25, perClass: 3 });
  collapsed.data.fill(1);
  const { accuracy, meanAccuracy } = oneShot(collapsed, euclidean(), { ways: 5, trials: 50 });
  assert.ok(Math.abs(accuracy - 0.2) < 1e-12 && Math.abs(meanAccuracy - 0.2) < 1e-12);
});

test("more ways are harder, more shots easier, and one shot has one answer", () => {
  const embeddings = clouds({ classes: 30, perClass: 10, noise: 1.2 });
  const accuracy = (ways: number, shots: number) => oneShot(embeddings, euclidean(), { ways, shots, trials: 600 });
  assert.ok(accuracy(2, 1).accuracy > accuracy(10, 1).accuracy + 0.1);
  assert.ok(accuracy(10, 5).meanAccuracy > accuracy(10, 1).meanAccuracy + 0.1);
  const { accuracy: nearest, meanAccuracy } = accuracy(10, 1);
  assert.equal(nearest, meanAccuracy);
});

test("the interval holds the accuracy of other draws", () => {
  const embeddings = clouds({ classes: 30, perClass: 10, noise: 1.2 });
  const { interval } = oneShot(embeddings, euclidean(), { ways: 10 });
  const many = oneShot(embeddings, euclidean(), { ways: 10, trials: 4000, seed: 9 });
  assert.ok(interval[0] < many.accuracy && many.accuracy < interval[1]);
});

test("a function of the seed; a later trial does not depend on how many there are", () => {
  const embeddings = clouds({ classes: 30, perClass: 5, noise: 1 });
  const draw = (seed: number) => oneShot(embeddings, euclidean(), { ways: 10, trials: 100, seed });
  assert.deepEqual(draw(1), draw(1));
  assert.notEqual(draw(1).accuracy, draw(2).accuracy);
});

test("within groups: the classes of a trial share one", () => {
  // Two groups far apart, classes alike within: across groups a trial is easy, within them it is chance.
  const rows = Array.from({ length: 40 }, (_, i) => [i < 20 ? 0 : 100]);
  const embeddings: Embeddings = {
    ...matrix(rows),
    ids: rows.map((_, i) => `${i}`),
    labels: Int32Array.from(rows, (_, i) => Math.floor(i / 4)),
    groupOfClass: Int32Array.from({ length: 10 }, (_, label) => (label < 5 ? 0 : 1)),
  };
  assert.ok(Math.abs(oneShot(embeddings, euclidean(), { ways: 2, withinGroup: true }).accuracy - 0.5) < 1e-12);
  assert.ok(oneShot(embeddings, euclidean(), { ways: 2 }).accuracy > 0.7);
  assert.deepEqual([mostWays(embeddings, 1, true), mostWays(embeddings, 1), mostWays(embeddings, 4)], [5, 10, 0]);
});

test("classes of too few items may be among the choices, but not queried", () => {
  const rows = [[0], [0.1], [5], [9]];
  const embeddings = { ...matrix(rows), ids: ["a", "b", "c", "d"], labels: Int32Array.of(0, 0, 1, 2) };
  assert.equal(oneShot(embeddings, euclidean(), { ways: 3, trials: 20 }).accuracy, 1);
});

test("what cannot be tried is refused, with how far one could go", () => {
  const embeddings = clouds({ classes: 6, perClass: 2 });
  assert.throws(() => oneShot(embeddings, euclidean()), {
    code: "DATA_TOO_FEW",
    message: /20 ways of 1 need 20 classes.*at most 6 ways/,
  });
  assert.throws(() => oneShot(embeddings, euclidean(), { ways: 5, shots: 2 }), {
    code: "DATA_TOO_FEW",
    message: /at most 0 ways/,
  });
  assert.throws(() => oneShot(embeddings, euclidean(), { ways: 1 }), {
    code: "INVALID_OPTION",
    message: /ways.*got 1/,
  });
  assert.throws(() => oneShot(embeddings, euclidean(), { ways: 2, withinGroup: true }), {
    code: "DATA_TOO_FEW",
    message: /groups/,
  });
  const { labels: _, ...unlabelled } = embeddings;
  assert.throws(() => oneShot(unlabelled, euclidean()), { code: "DATA_TOO_FEW", message: /no classes/ });
});

test("impostors are never the answer, but may be among the others", () => {
  // Signers at 0 and 10, whose forgeries lie at 3 and 13: nearer to the genuine than another signer.
  const embeddings = {
    ...matrix([[0], [1], [3], [3.1], [10], [11], [13], [13.1]]),
    ids: Array.from({ length: 8 }, (_, i) => `${i}`),
    labels: Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3),
    groupOfClass: Int32Array.of(0, 0, 1, 1),
    impostorClasses: Uint8Array.of(0, 1, 0, 1),
  };
  const options = { ways: 2, trials: 60, withinGroup: true };
  assert.equal(oneShot(embeddings, euclidean(), options).accuracy, 1);
  const spoilt = { ...embeddings, data: Float32Array.of(0, 9, 0.1, 20, 10, 19, 10.1, 30) };
  assert.ok(oneShot(spoilt, euclidean(), options).accuracy < 0.6, "forgeries nearer than the signer herself");
  const alone = { ...embeddings, impostorClasses: Uint8Array.of(1, 1, 1, 1) };
  assert.throws(() => oneShot(alone, euclidean(), options), { code: "DATA_TOO_FEW" });
});
