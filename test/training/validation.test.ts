import assert from "node:assert/strict";
import { test } from "node:test";
import { impostorsOf } from "../../src/data/impostors.js";
import { contrastive, pairClassifier } from "../../src/losses/index.js";
import { judgedPairs, learnedDistance } from "../../src/training/validation.js";
import { fakeDataset, fakePairs } from "../testkit/pictures.js";

test("held-out classes are judged by all their pairs, up to a bound", () => {
  const dataset = fakeDataset({ a: 3, b: 2, c: 2 });
  assert.deepEqual(counts(judgedPairs(dataset, 1000, 0)), { same: 5, different: 16 });
  assert.deepEqual(counts(judgedPairs(dataset, 8, 0)), { same: 4, different: 4 });
});

test("held-out groups are judged within: pairs across are easy", () => {
  const dataset = fakeDataset({ "01/genuine": 2, "01/forged": 2, "02/genuine": 2, "02/forged": 2 });
  const { a, b, same } = judgedPairs(dataset, 1000, 0);
  const group = (item: number): number => dataset.groupOfClass[dataset.items[item]!.label]!;
  a.forEach((left, i) => assert.equal(group(left), group(b[i]!)));
  assert.deepEqual(counts({ same }), { same: 4, different: 8 });
});

test("forgeries among themselves do not count", () => {
  const signers = fakeDataset({ "01/genuine": 3, "01/forged": 3, "02/genuine": 2, "02/forged": 2 });
  const dataset = { ...signers, ...impostorsOf(signers.classes, signers) };
  assert.deepEqual(counts(judgedPairs(dataset, 1000, 0)), { same: 4, different: 13 });
});

test("where no group holds two classes, pairs across count after all", () => {
  const dataset = {
    ...fakeDataset({ "01/genuine": 2, "02/genuine": 2, "03/x": 1 }),
    groups: ["one"],
    groupOfClass: Int32Array.of(0, 0, 0),
  };
  assert.deepEqual(counts(judgedPairs(dataset, 1000, 0)), { same: 2, different: 8 });
});

test("a pairs file is judged by its pairs, or a sample of them", () => {
  const dataset = fakePairs(4, [
    [0, 1, true],
    [2, 3, false],
    [0, 3, false],
  ]);
  assert.deepEqual(judgedPairs(dataset, 10, 0), {
    a: Int32Array.of(0, 2, 0),
    b: Int32Array.of(1, 3, 3),
    same: Uint8Array.of(1, 0, 0),
  });
  assert.equal(judgedPairs(dataset, 2, 0).a.length, 2);
});

test("a learned distance is made of the loss's own weights, another loss's is its own", () => {
  const of = (values: number[]) =>
    ({ dtype: "float32", shape: [values.length], data: Float32Array.from(values) }) as const;
  const weights = { "encoder.weights": of([9]), "loss.weights": of([1, -2]), "loss.bias": of([3]) };
  const learned = learnedDistance(pairClassifier(), weights);
  assert.equal(learned.between([0, 0], [1, 1]), 3);
  assert.equal(learned.options["bias"], 3);
  const { distance, ...loss } = contrastive();
  assert.equal(learnedDistance({ ...loss, distance }, weights), distance);
});

function counts({ same }: { readonly same: Uint8Array }): { same: number; different: number } {
  const sames = same.reduce((sum, value) => sum + value, 0);
  return { same: sames, different: same.length - sames };
}
