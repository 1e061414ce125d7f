import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { classBatches } from "../../src/data/class-batches.js";
import type { ClassBatch } from "../../src/data/class-batches.js";
import type { Dataset } from "../../src/data/dataset.js";
import { failure, fakeDataset, fakePairs } from "../testkit/pictures.js";

function classesOf(sizes: readonly number[], name: (i: number) => string = (i) => `c${i}`): Dataset {
  return fakeDataset(Object.fromEntries(sizes.map((size, i) => [name(i), size])));
}

const distinct = (batch: ClassBatch): number[] => [...new Set(batch.labels)];

test("P classes with K pictures each, side by side, with their labels", () => {
  const data = classesOf([5, 6, 7, 8, 9]);
  const { at, batchSize, stepsPerEpoch } = classBatches(data, { classes: 3, samples: 4, seed: 1 });
  assert.deepEqual([batchSize, stepsPerEpoch], [12, 3]);
  for (let step = 0; step < 50; step++) {
    const batch = at(step);
    assert.equal(distinct(batch).length, 3);
    batch.indices.forEach((index, i) => assert.equal(data.items[index]!.label, batch.labels[i]));
    for (let i = 0; i < 12; i++) assert.equal(batch.labels[i], batch.labels[i - (i % 4)]);
    assert.equal(new Set(batch.indices).size, 12, "no picture twice");
  }
});

test("any sizes: classes have even turns, and so have the pictures of a class", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 6 }), (counts, seed, p, samples) => {
      const data = classesOf(counts);
      const classes = 2 + (p % (counts.length - 1));
      const { at } = classBatches(data, { classes, samples, seed });
      const turns = Array<number>(counts.length).fill(0);
      const drawn = Array<number>(data.items.length).fill(0);
      for (let step = 0; step < 3 * counts.length; step++) {
        const batch = at(step);
        for (const label of distinct(batch)) turns[label]!++;
        for (const index of batch.indices) drawn[index]!++;
      }
      assert.deepEqual(turns, Array<number>(counts.length).fill(3 * classes));
      counts.forEach((_, label) => {
        const own = drawn.filter((_, i) => data.items[i]!.label === label);
        assert.ok(Math.max(...own) - Math.min(...own) <= 1, own.join());
      });
    }),
  );
});

test("a class with fewer than K pictures repeats them evenly", () => {
  const data = classesOf([2, 9, 9]);
  const batch = classBatches(data, { classes: 3, samples: 5, seed: 0 }).at(0);
  const counts = [0, 1].map((index) => batch.indices.filter((each) => each === index).length).sort();
  assert.deepEqual(counts, [2, 3]);
});

test("a step depends on the seed and the step alone", () => {
  const data = classesOf([5, 6, 7, 8, 9, 3, 4]);
  const make = (seed: number): ((step: number) => ClassBatch) =>
    classBatches(data, { classes: 3, samples: 2, seed }).at;
  const inRow = make(4);
  const batches = Array.from({ length: 40 }, (_, step) => inRow(step));
  for (const step of [39, 7, 0, 21]) assert.deepEqual(make(4)(step), batches[step]);
  assert.notDeepEqual(make(5)(0), batches[0]);
});

test("signers: genuine and forged of one signer are always together", () => {
  const signers = classesOf(Array<number>(60).fill(20), (i) => `s${i >> 1}/${i % 2 ? "genuine" : "forged"}`);
  const { at } = classBatches(signers, { classes: 16, samples: 4, seed: 0 });
  for (let step = 0; step < 60; step++) {
    const labels = distinct(at(step));
    for (const label of labels) assert.ok(labels.includes(label ^ 1), `step ${step}: ${labels.join()}`);
  }
});

test("alphabets: four characters of each, nobody alone where it can be helped", () => {
  const sizes = [14, 55, 20, 26, 17, 22, 47, 33];
  const names = sizes.flatMap((size, alphabet) => Array.from({ length: size }, (_, i) => `a${alphabet}/c${i}`));
  const data = fakeDataset(Object.fromEntries(names.map((name) => [name, 20])));
  const mates = (groupsPerBatch?: number): number => {
    const settings = { classes: 16, samples: 2, seed: 3, ...(groupsPerBatch === undefined ? {} : { groupsPerBatch }) };
    const { at } = classBatches(data, settings);
    let alone = 0;
    let groups = 0;
    for (let step = 0; step < 100; step++) {
      const of = distinct(at(step)).map((label) => data.groupOfClass[label]!);
      groups += new Set(of).size;
      alone += of.filter((group) => of.indexOf(group) === of.lastIndexOf(group)).length;
    }
    assert.ok(alone < 100, `${alone} of 1600 classes alone`);
    return groups / 100;
  };
  const usual = mates();
  assert.ok(usual > 3 && usual < 5, `${usual} alphabets in a batch`);
  const fewer = mates(2);
  assert.ok(fewer > 1.5 && fewer < 3, `${fewer} alphabets in a batch`);
});

test("pictures of unknown class are never drawn", () => {
  const data = classesOf([3, 3]);
  const items = data.items.map((item, i) => (i % 3 === 0 ? { ...item, label: -1 } : item));
  const { at } = classBatches({ ...data, items }, { classes: 2, samples: 2, seed: 0 });
  assert.deepEqual([...at(0).indices].sort(), [1, 2, 4, 5]);
});

test("bad arguments", () => {
  const data = classesOf([3, 3, 3]);
  const make = (change: object): unknown => classBatches(data, { classes: 2, samples: 2, seed: 0, ...change });
  assert.throws(() => make({ classes: 1 }), failure("INVALID_OPTION", /classes must be a whole number >= 2, got 1/));
  assert.throws(
    () => make({ samples: 0.5 }),
    failure("INVALID_OPTION", /samples must be a whole number >= 1, got 0\.5/),
  );
  assert.throws(
    () => make({ groupsPerBatch: 3 }),
    failure("INVALID_OPTION", /groupsPerBatch must be <= classes \(2\), got 3/),
  );
  assert.throws(
    () => make({ sample: 4 }),
    failure("INVALID_OPTION", /unknown option "sample", did you mean "samples"/),
  );
  assert.throws(
    () => make({ classes: 4 }),
    failure("DATA_TOO_FEW", /4 classes in a batch need as many in the data, got 3/),
  );
  const pairs = fakePairs(2, [[0, 1, true]]);
  assert.throws(() => classBatches(pairs, { classes: 2, samples: 1, seed: 0 }), failure("DATA_TOO_FEW", /got 0/));
});
