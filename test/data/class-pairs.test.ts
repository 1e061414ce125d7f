import assert from "node:assert/strict";
import { test } from "node:test";
import { classPairs } from "../../src/data/index.js";
import { failure, fakeDataset } from "../testkit/pictures.js";

const dataset = fakeDataset({ "a/1": 4, "a/2": 3, "b/1": 5, "b/2": 1, "b/3": 2 });
const label = (i: number): number => dataset.items[i]!.label;

function pairsAt(batches: ReturnType<typeof classPairs>, step: number): { a: number; b: number; same: boolean }[] {
  const { indices, same } = batches.at(step);
  return Array.from(same, (value, i) => ({ a: indices[i]!, b: indices[same.length + i]!, same: value === 1 }));
}

for (const [share, expected] of [
  [0.5, 4],
  [0.25, 2],
  [0.01, 1],
  [0.99, 6],
] as const) {
  test(`of 7 pairs with a share of ${share}, ${expected} are same`, () => {
    const batches = classPairs(dataset, { pairs: 7, seed: 1, same: share });
    assert.deepEqual([batches.batchSize, batches.stepsPerEpoch], [14, 2]);
    for (let step = 0; step < 30; step++) {
      const pairs = pairsAt(batches, step);
      assert.equal(pairs.filter(({ same }) => same).length, expected);
      for (const { a, b, same } of pairs) {
        assert.notEqual(a, b);
        assert.equal(label(a) === label(b), same);
      }
    }
  });
}

for (const total of [undefined, 12]) {
  test(`two impostors are never a pair, of ${total ?? "ever new"} pairs`, () => {
    const impostorClasses = Uint8Array.of(0, 1, 0, 1, 1);
    const batches = classPairs({ ...dataset, impostorClasses }, { pairs: 6, seed: 1, ...(total && { total }) });
    let [same, mixed] = [0, 0];
    for (let step = 0; step < 100; step++) {
      for (const pair of pairsAt(batches, step)) {
        const pretending = [pair.a, pair.b].filter((i) => impostorClasses[label(i)] === 1).length;
        assert.ok(pretending < (pair.same ? 1 : 2), JSON.stringify(pair));
        assert.equal(label(pair.a) === label(pair.b), pair.same);
        if (pair.same) same++;
        else if (pretending === 1) mixed++;
      }
    }
    assert.equal(same, 300);
    assert.ok(mixed > 100, `${mixed} of 300 different pairs with an impostor`);
  });
}

test("classes have their turns equally often, in same pairs and in different ones; most of these are within a group", () => {
  const batches = classPairs(dataset, { pairs: 4, seed: 1 });
  const counts = { same: new Map<number, number>(), different: new Map<number, number>() };
  let within = 0;
  for (let step = 0; step < 200; step++) {
    for (const { a, b, same } of pairsAt(batches, step)) {
      const list = counts[same ? "same" : "different"];
      for (const i of same ? [a] : [a, b]) list.set(label(i), (list.get(label(i)) ?? 0) + 1);
      if (!same && dataset.groupOfClass[label(a)] === dataset.groupOfClass[label(b)]) within++;
    }
  }
  assert.deepEqual([...counts.same.keys()].sort(), [0, 1, 2, 4], "a class of one picture has no same pair");
  assert.deepEqual([...counts.same.values()], [100, 100, 100, 100]);
  assert.deepEqual([...counts.different.values()], [160, 160, 160, 160, 160]);
  assert.ok(within > 200, `${within} of 400`);
});

test("every picture is drawn", () => {
  const batches = classPairs(dataset, { pairs: 4, seed: 1 });
  const seen = new Set(Array.from({ length: 60 }, (_, step) => Array.from(batches.at(step).indices)).flat());
  assert.equal(seen.size, dataset.items.length);
});

test("a fixed number of pairs: so many different ones, and no others ever", () => {
  for (const total of [10, 30]) {
    const batches = classPairs(dataset, { pairs: 4, seed: 1, total });
    const seen = new Map<string, boolean>();
    for (let step = 0; step < 100; step++) {
      for (const { a, b, same } of pairsAt(batches, step)) seen.set([a, b].sort((x, y) => x - y).join(), same);
    }
    assert.equal(seen.size, total);
    assert.equal([...seen.values()].filter(Boolean).length, total / 2);
    for (const [pair, same] of seen) {
      const [a, b] = pair.split(",").map(Number);
      assert.equal(label(a!) === label(b!), same);
    }
    assert.equal(batches.stepsPerEpoch, Math.ceil(total / 4));
  }
});

test("a batch is a function of seed and step", () => {
  for (const total of [undefined, 12]) {
    const make = (seed: number): ReturnType<typeof classPairs> =>
      classPairs(dataset, { pairs: 4, seed, ...(total !== undefined && { total }) });
    const [one, two] = [make(1), make(1)];
    two.at(50);
    assert.deepEqual(two.at(3), one.at(3));
    assert.notDeepEqual(make(2).at(3), one.at(3));
  }
});

test("what cannot be drawn is refused, with what there is", () => {
  const refused = (data: typeof dataset, change: object, code: string, words: RegExp): void =>
    assert.throws(() => classPairs(data, { pairs: 4, seed: 1, ...change }), failure(code, words));
  refused(fakeDataset({ a: 1, b: 1 }), {}, "DATA_TOO_FEW", /every class has one picture/);
  refused(fakeDataset({ a: 4 }), {}, "DATA_TOO_FEW", /2 classes/);
  refused(
    dataset,
    { total: 100 },
    "DATA_TOO_FEW",
    /50 same and 50 different pairs are wanted, the data make 20 same and 85/,
  );
  refused(dataset, { same: 1 }, "INVALID_OPTION", /same must be > 0 and < 1, got 1/);
  refused(dataset, { pairs: 1 }, "INVALID_OPTION", /pairs must be a whole number >= 2/);
  refused(dataset, { totla: 3 }, "INVALID_OPTION", /did you mean "total"/);
});
