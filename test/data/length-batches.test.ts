// Batches of series that are about equally long: what they save is counted, and what they must not change is looked at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { type Dataset, classBatches, lengthBatches } from "../../src/data/index.js";
import { bucketOf, chooseBuckets } from "../../src/training/buckets.js";

/** Classes of so many series each, most of them short, few very long. */
function dataset(sizes: readonly number[], lengthOf: (draw: () => number) => number): Dataset {
  const draw = random(1, "lengths").next;
  const items = sizes.flatMap((size, label) =>
    Array.from({ length: size }, (_, i) => {
      const steps = lengthOf(draw);
      const series = { steps, channels: 1, values: new Float32Array(steps) };
      return { id: `${label}/${i}`, path: "", label, series };
    }),
  );
  const classes = sizes.map((_, label) => `class ${label}`);
  const groups = { groups: classes, groupOfClass: Int32Array.from(classes.keys()) };
  return { kind: "series", root: "made up", origin: "file", items, classes, ...groups, warnings: [] };
}

const longTailed = (draw: () => number): number => Math.round(20 / (0.02 + draw()) ** 1.2);

function drawn(data: Dataset, make: { classes: number; samples: number }, banded = true) {
  const draw = (part: Dataset) => classBatches(part, { ...make, seed: 7 });
  return banded ? lengthBatches(data, { samples: make.samples, seed: 7 }, draw) : draw(data);
}

const skewed = dataset(Array<number>(16).fill(40), longTailed);

/** Steps that an epoch computes, padding included, over those that there are. */
function paid(data: Dataset, batches: ReturnType<typeof drawn>): number {
  const lengths = data.items.map(({ series }) => series!.steps);
  const buckets = chooseBuckets(lengths);
  const epochs = 8;
  let padded = 0;
  for (let step = 0; step < epochs * batches.stepsPerEpoch; step++) {
    const longest = Math.max(...Array.from(batches.at(step).indices, (index) => lengths[index]!));
    padded += batches.batchSize * bucketOf(buckets, longest);
  }
  return padded / epochs / lengths.reduce((a, b) => a + b, 0);
}

test("an epoch costs about the sum of the lengths, where batches of all lengths cost the longest", () => {
  const lengths = skewed.items.map(({ series }) => series!.steps);
  const longest = (lengths.length * Math.max(...lengths)) / lengths.reduce((a, b) => a + b, 0);
  const make = { classes: 8, samples: 4 };
  const [banded, mixed] = [paid(skewed, drawn(skewed, make)), paid(skewed, drawn(skewed, make, false))];
  assert.ok(longest > 15, `the longest series is ${longest} times the mean`);
  assert.ok(mixed > 6, `mixed: ${mixed}`);
  assert.ok(banded < 3.5, `by length: ${banded}`);
});

test("one series ten times as long as the others does not make them dear", () => {
  let first = true;
  const lengths = (draw: () => number): number => (first ? ((first = false), 5000) : 400 + Math.round(100 * draw()));
  const data = dataset(Array<number>(8).fill(32), lengths);
  const cost = paid(data, drawn(data, { classes: 8, samples: 4 }));
  // Once an epoch a batch of 32 is padded to 5000.
  assert.ok(cost < 2.8, `${cost} times the sum of the lengths`);
});

test("classes and series have their turn as often as without bands", () => {
  const data = dataset([16, 16, 48, 16], longTailed);
  const batches = drawn(data, { classes: 2, samples: 4 });
  const [perClass, perItem] = [new Int32Array(4), new Int32Array(data.items.length)];
  for (let step = 0; step < 96; step++) {
    const { indices, labels } = batches.at(step);
    assert.equal(new Set(indices).size, 8, "no series twice");
    indices.forEach((index, i) => {
      assert.equal(labels[i], data.items[index]!.label);
      perClass[labels[i]]!++;
      perItem[index]!++;
    });
  }
  assert.deepEqual([...perClass], [192, 192, 192, 192]);
  data.items.forEach(({ label, id }, i) => assert.equal(perItem[i], label === 2 ? 4 : 12, id));
});

test("a batch is a function of the seed and the step alone", () => {
  const make = { classes: 8, samples: 4 };
  const [forwards, backwards] = [drawn(skewed, make), drawn(skewed, make)];
  const steps = Array.from({ length: 50 }, (_, step) => step);
  const seen = new Map(steps.map((step) => [step, forwards.at(step)]));
  for (const step of [...steps].reverse()) assert.deepEqual(backwards.at(step), seen.get(step), `step ${step}`);
});

test("classes too small for bands, and series of much the same length, are drawn whole", () => {
  const small = dataset([3, 2, 40, 40, 40], longTailed);
  const batches = drawn(small, { classes: 5, samples: 4 });
  const seen = new Set<number>();
  for (let step = 0; step < 40; step++) for (const index of batches.at(step).indices) seen.add(index);
  assert.equal(seen.size, small.items.length);
  const even = dataset([20, 20], (draw) => 95 + Math.round(5 * draw()));
  const make = { classes: 2, samples: 4 };
  assert.deepEqual(drawn(even, make).at(3), drawn(even, make, false).at(3));
});
