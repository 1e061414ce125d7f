import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitByClass } from "../../src/data/split.js";
import type { Split } from "../../src/data/split.js";
import type { Dataset } from "../../src/data/dataset.js";
import { failure, fakePairs } from "../testkit/pictures.js";

type Said = readonly [a: number, b: number, same: boolean];

/** Every signer has three pictures: two the same, one different from both. */
function signers(count: number): Dataset {
  const pairs = Array.from({ length: count }, (_, i): Said[] => [
    [3 * i, 3 * i + 1, true],
    [3 * i, 3 * i + 2, false],
    [3 * i + 1, 3 * i + 2, false],
  ]);
  return fakePairs(3 * count, pairs.flat());
}

function assertSound(data: Dataset, { train, validation }: Split): void {
  const ids = new Set(train.items.map(({ id }) => id));
  assert.deepEqual(
    validation.items.filter(({ id }) => ids.has(id)),
    [],
    "no picture on both sides",
  );
  assert.equal(train.items.length + validation.items.length, data.items.length);
  for (const { items, pairs } of [train, validation]) {
    for (const same of [true, false]) assert.ok(pairs!.some((pair) => pair.same === same));
    for (const { a, b, same } of pairs!) {
      const [left, right] = [parseInt(items[a]!.id), parseInt(items[b]!.id)];
      assert.ok(data.pairs!.some((pair) => pair.a === left && pair.b === right && pair.same === same));
    }
  }
}

test("pictures that hang together stay together, a fifth of the pairs held out", () => {
  const data = signers(20);
  const split = splitByClass(data, { seed: 1 });
  assertSound(data, split);
  assert.deepEqual([split.heldOut, split.validation.pairs!.length, split.train.pairs!.length], ["pairs", 12, 48]);
  assert.deepEqual(split.warnings, []);
  assert.equal(splitByClass(data, { seed: 1 }).validation.items[0]!.id, split.validation.items[0]!.id);
});

test("two sets are enough", () => {
  const data = signers(2);
  const split = splitByClass(data, { seed: 0 });
  assertSound(data, split);
  assert.equal(split.validation.pairs!.length, 3);
});

test("where all pictures hang together, different pairs across the sides are dropped and counted", () => {
  // Forty people of two pictures, each compared with the next.
  const people = Array.from({ length: 40 }, (_, i): Said[] => [
    [2 * i, 2 * i + 1, true],
    [2 * i, (2 * i + 2) % 80, false],
  ]);
  const data = fakePairs(80, people.flat());
  const split = splitByClass(data, { seed: 2, validation: 0.3 });
  assertSound(data, split);
  const lost = data.pairs!.length - split.train.pairs!.length - split.validation.pairs!.length;
  assert.ok(lost > 0);
  assert.deepEqual(
    split.warnings.map(({ code, count }) => [code, count]),
    [["PAIRS_DROPPED", lost]],
  );
  const same = [...split.train.pairs!, ...split.validation.pairs!].filter((pair) => pair.same);
  assert.equal(same.length, 40, "no same pair is lost");
});

test("what cannot be split is refused", () => {
  const message = /both sides of the split need a same and a different pair.*validation 0 holds out none/;
  const one = fakePairs(3, [
    [0, 1, true],
    [1, 2, false],
  ]);
  assert.throws(() => splitByClass(one, { seed: 0 }), failure("DATA_TOO_FEW", message));
  const alike = fakePairs(8, [
    [0, 1, true],
    [2, 3, true],
    [4, 5, true],
    [6, 7, true],
  ]);
  assert.throws(() => splitByClass(alike, { seed: 0 }), failure("DATA_TOO_FEW", message));
  const { train, validation } = splitByClass(one, { seed: 0, validation: 0 });
  assert.deepEqual([train.pairs!.length, validation.pairs], [2, []]);
});

test("any pairs: sound, or refused", () => {
  const pair = fc.tuple(fc.nat(29), fc.nat(29), fc.boolean());
  const pairs = fc.uniqueArray(pair, {
    minLength: 2,
    maxLength: 40,
    selector: ([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`,
  });
  let splits = 0;
  fc.assert(
    fc.property(pairs, fc.nat(), fc.double({ min: 0.05, max: 0.8, noNaN: true }), (said, seed, validation) => {
      const data = fakePairs(
        30,
        said.filter(([a, b]) => a !== b),
      );
      try {
        assertSound(data, splitByClass(data, { seed, validation }));
        splits++;
      } catch (error) {
        if ((error as { readonly code?: string }).code !== "DATA_TOO_FEW") throw error;
      }
    }),
  );
  assert.ok(splits > 20, `${splits} could be split`);
});
