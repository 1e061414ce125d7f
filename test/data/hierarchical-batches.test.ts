import assert from "node:assert/strict";
import { test } from "node:test";
import { hierarchicalBatches } from "../../src/data/index.js";
import { failure, fakeDataset } from "../testkit/pictures.js";

/** Three makes with four models each, one with two; five pictures of each. */
const dataset = fakeDataset(
  Object.fromEntries(
    ["a", "b", "c", "d"].flatMap((make) =>
      ["1", "2", "3", "4"].slice(0, make === "d" ? 2 : 4).map((model) => [`${make}/${model}`, 5] as const),
    ),
  ),
);

const options = { groups: 2, classes: 6, samples: 2, seed: 3 };

test("a batch has so many groups, so many classes of each, so many pictures of each", () => {
  const { at, batchSize, stepsPerEpoch } = hierarchicalBatches(dataset, options);
  assert.deepEqual([batchSize, stepsPerEpoch], [12, Math.ceil((14 * 5) / 12)]);
  for (let step = 0; step < 40; step++) {
    const { indices, labels } = at(step);
    assert.deepEqual(
      Array.from(indices, (i) => dataset.items[i]!.label),
      Array.from(labels),
    );
    const classesOf = new Map<number, Set<number>>();
    for (const label of labels) {
      const group = dataset.groupOfClass[label]!;
      classesOf.set(group, (classesOf.get(group) ?? new Set()).add(label));
    }
    assert.equal(classesOf.size, 2);
    for (const [group, classes] of classesOf) {
      assert.equal(classes.size, dataset.groups[group] === "d" ? 2 : 3);
      assert.equal(labels.filter((label) => dataset.groupOfClass[label] === group).length, 6);
    }
    assert.equal(new Set(indices).size, 12, "no picture twice");
  }
});

test("groups, their classes and their pictures have their turns equally often", () => {
  const { at } = hierarchicalBatches(dataset, options);
  const counts = new Map<number, number>();
  for (let step = 0; step < 240; step++) for (const i of at(step).indices) counts.set(i, (counts.get(i) ?? 0) + 1);
  const of = (group: string): number[] =>
    dataset.items.flatMap((item, i) =>
      dataset.groups[dataset.groupOfClass[item.label]!] === group ? [counts.get(i) ?? 0] : [],
    );
  for (const group of ["a", "b", "c"]) {
    const list = of(group);
    assert.ok(Math.max(...list) - Math.min(...list) <= 3, `${group}: ${list.join()}`);
  }
  assert.equal(
    of("d").reduce((a, b) => a + b),
    of("a").reduce((a, b) => a + b),
  );
});

test("a batch is a function of seed and step", () => {
  const [one, two] = [hierarchicalBatches(dataset, options), hierarchicalBatches(dataset, options)];
  two.at(90);
  assert.deepEqual(two.at(7), one.at(7));
  assert.notDeepEqual(hierarchicalBatches(dataset, { ...options, seed: 4 }).at(7), one.at(7));
});

test("data without groups, and numbers that do not fit, are refused", () => {
  const flat = fakeDataset({ anna: 3, bert: 3, cleo: 3 });
  const refused = (data: typeof flat, change: object, code: string, words: RegExp): void =>
    assert.throws(() => hierarchicalBatches(data, { ...options, ...change }), failure(code, words));
  refused(flat, {}, "DATA_TOO_FEW", /2 groups in a batch need folders of class folders, got no group/);
  refused(dataset, { groups: 5, classes: 10 }, "DATA_TOO_FEW", /got 4 groups of classes/);
  refused(dataset, { groups: 4 }, "INVALID_OPTION", /classes must be a multiple of groups \(4\), got 6/);
  refused(dataset, { groups: 0 }, "INVALID_OPTION", /groups must be a whole number >= 1/);
  refused(dataset, { group: 2 }, "INVALID_OPTION", /did you mean "groups"/);
});
