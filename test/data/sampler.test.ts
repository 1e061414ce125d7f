import assert from "node:assert/strict";
import { test } from "node:test";
import { classBatches, pairBatches, samplerByName, samplerNames } from "../../src/data/index.js";
import { failure, fakeDataset, fakePairs } from "../testkit/pictures.js";

const dataset = fakeDataset({ "a/1": 4, "a/2": 4, "b/1": 4, "b/2": 4 });

for (const name of samplerNames) {
  test(`sampler ${name}: rebuilt from its name and options, draws batches of what it says it gives`, () => {
    const sampler = samplerByName(name);
    const copy = samplerByName(sampler.name, JSON.parse(JSON.stringify(sampler.options)) as Record<string, unknown>);
    assert.deepEqual([copy.name, copy.options, copy.gives], [name, sampler.options, sampler.gives]);
    if (sampler.gives === "labels") {
      const batches = sampler.batches(dataset, { classes: 4, samples: 2 }, 1);
      assert.deepEqual([batches.batchSize, batches.at(0).labels.length], [8, 8]);
    } else {
      const batches = sampler.batches(dataset, { pairs: 5 }, 1);
      assert.deepEqual([batches.batchSize, batches.at(0).same.length], [10, 5]);
    }
  });
}

test("classes and, of a pairs file, pairs are what class batches and pair batches draw", () => {
  const classes = samplerByName("classes", { groupsPerBatch: 1 });
  assert.ok(classes.gives === "labels");
  const plain = classBatches(dataset, { classes: 2, samples: 2, seed: 4, groupsPerBatch: 1 });
  assert.deepEqual(classes.batches(dataset, { classes: 2, samples: 2 }, 4).at(5), plain.at(5));
  const file = fakePairs(8, [
    [0, 1, true],
    [2, 3, true],
    [4, 5, false],
    [6, 7, false],
  ]);
  const pairs = samplerByName("pairs", { same: 0.25 });
  assert.ok(pairs.gives === "pairs");
  const drawn = pairs.batches(file, { pairs: 4 }, 4).at(1);
  assert.deepEqual(drawn, pairBatches(file, { pairs: 4, seed: 4, same: 0.25 }).at(1));
  assert.deepEqual(Array.from(drawn.same), [1, 0, 0, 0]);
  const fixed = samplerByName("pairs", { total: 4 });
  assert.ok(fixed.gives === "pairs");
  assert.throws(() => fixed.batches(file, { pairs: 4 }, 4), failure("INVALID_OPTION", /total needs classes/));
});

const wrong: readonly [string, Record<string, unknown>, RegExp][] = [
  ["clases", {}, /sampler: unknown "clases", did you mean "classes"\? Known: classes, hierarchical, hard, pairs/],
  ["hard", { naer: 2 }, /sampler hard: unknown option "naer", did you mean "near"/],
  ["hard", { near: 0 }, /near must be a whole number >= 1, got 0/],
  ["hard", { pictures: "all" }, /pictures must be a whole number >= 1, got "all"/],
  ["hierarchical", { groups: 1.5 }, /groups must be a whole number/],
  ["classes", { groupsPerBatch: 0 }, /groupsPerBatch must be a whole number >= 1/],
  ["pairs", { same: 0 }, /same must be > 0 and < 1, got 0/],
  ["pairs", { total: 1 }, /total must be a whole number >= 2, got 1/],
];

for (const [name, options, words] of wrong) {
  test(`refused: ${name} ${JSON.stringify(options)}`, () => {
    assert.throws(() => samplerByName(name, options), failure("INVALID_OPTION", words));
  });
}
