import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "../../src/core/matrix.js";
import { classBatches, hardClassBatches } from "../../src/data/index.js";
import { cosine, euclidean } from "../../src/distances/index.js";
import { failure, fakeDataset } from "../testkit/pictures.js";

/** Twelve classes on a line, even ones here and odd ones there, farther and farther apart: nearest is the one before. */
const dataset = fakeDataset(Object.fromEntries(Array.from({ length: 12 }, (_, c) => [`c${c}`, 6])));
const place = (label: number): number => (label % 2) * 100 + (label >> 1) + 0.05 * (label >> 1) ** 2;
const options = { classes: 4, samples: 2, seed: 5, near: 1, pictures: 3 };

function looked(batches: ReturnType<typeof hardClassBatches>): ReturnType<typeof matrix> {
  const { items } = batches.renewal;
  // Off its class's place by as much to either side: means are what counts.
  return matrix(items.map((item, i) => [place(dataset.items[item]!.label) + [0.3, -0.3, 0][i % 3]!]));
}

test("some pictures of each class are wanted, and no more", () => {
  const labels = hardClassBatches(dataset, options).renewal.items.map((item) => dataset.items[item]!.label);
  assert.deepEqual(
    labels,
    Array.from({ length: 36 }, (_, i) => Math.floor(i / 3)),
  );
  const short = fakeDataset({ a: 2, b: 5 });
  assert.equal(hardClassBatches(short, { ...options, classes: 2 }).renewal.items.length, 2 + 3);
});

test("before anything is known, batches are balanced like class batches", () => {
  const { at, batchSize, stepsPerEpoch } = hardClassBatches(dataset, options);
  const plain = classBatches(dataset, { classes: 4, samples: 2, seed: 5 });
  assert.deepEqual([batchSize, stepsPerEpoch], [plain.batchSize, plain.stepsPerEpoch]);
  const { indices, labels } = at(0);
  assert.deepEqual(
    Array.from(indices, (i) => dataset.items[i]!.label),
    Array.from(labels),
  );
  assert.equal(new Set(labels).size, 4);
});

test("after a look, classes come beside their nearest, all equally often", () => {
  const batches = hardClassBatches(dataset, options);
  batches.renewal.renew(looked(batches), euclidean());
  const { data, rows, columns } = batches.renewal.state();
  assert.deepEqual([rows, columns], [12, 1]);
  assert.deepEqual(Array.from(data), [2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const counts = new Map<number, number>();
  let beside = 0;
  for (let step = 0; step < batches.stepsPerEpoch; step++) {
    const { labels } = batches.at(step);
    const drawn = [...new Set(labels)];
    assert.equal(drawn.length, 4);
    for (const label of drawn) counts.set(label, (counts.get(label) ?? 0) + 1);
    // Of 4 classes, one of the same parity is next to nearly every one.
    beside += drawn.filter((label) => drawn.some((other) => Math.abs(label - other) === 2)).length;
  }
  const shares = [...counts.values()];
  assert.ok(counts.size === 12 && Math.max(...shares) - Math.min(...shares) <= 1, shares.join());
  assert.ok(beside >= 0.6 * 4 * batches.stepsPerEpoch, `${beside}`);
});

test("neighbours are by the distance given", () => {
  const three = fakeDataset({ a: 1, b: 1, c: 1 });
  const batches = hardClassBatches(three, { ...options, classes: 2 });
  const rows = matrix([
    [1, 0],
    [5, 0.2],
    [0, 1],
  ]);
  batches.renewal.renew(rows, euclidean());
  assert.equal(batches.renewal.state().data[0], 2);
  batches.renewal.renew(rows, cosine());
  assert.equal(batches.renewal.state().data[0], 1);
});

test("another one that takes over the state goes on alike; epochs draw anew", () => {
  const one = hardClassBatches(dataset, options);
  one.renewal.renew(looked(one), euclidean());
  const two = hardClassBatches(dataset, options);
  two.at(3);
  two.renewal.restore(one.renewal.state().data);
  for (const step of [9, 2, 20]) assert.deepEqual(two.at(step), one.at(step));
  assert.notDeepEqual(one.at(one.stepsPerEpoch), one.at(0));
});

test("bad options and too few classes are refused", () => {
  const refused = (change: object, code: string, words: RegExp): void =>
    assert.throws(() => hardClassBatches(dataset, { ...options, ...change }), failure(code, words));
  refused({ near: 4 }, "INVALID_OPTION", /near must be < classes \(4\), got 4/);
  refused({ near: 0 }, "INVALID_OPTION", /near must be a whole number >= 1/);
  refused({ pictures: 0 }, "INVALID_OPTION", /pictures must be/);
  refused({ classes: 13 }, "DATA_TOO_FEW", /13 classes in a batch need as many in the data, got 12/);
});
