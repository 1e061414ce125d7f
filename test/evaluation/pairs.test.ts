import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { euclidean, euclideanDistance } from "../../src/distances/index.js";
import { row } from "../../src/core/embeddings.js";
import { type PairList, scorePairs, selectPairs } from "../../src/evaluation/index.js";
import { clouds } from "../testkit/embeddings.js";

const keys = ({ a, b, same }: PairList): string[] => Array.from(a, (item, i) => `${item} ${b[i]} ${same[i]}`).sort();

/** All pairs by two loops. */
function naive(labels: ArrayLike<number>, group?: (item: number) => number): string[] {
  const result: string[] = [];
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      if (group !== undefined && group(i) !== group(j)) continue;
      result.push(`${i} ${j} ${labels[i] === labels[j] ? 1 : 0}`);
    }
  }
  return result.sort();
}

const labelled = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 30 }).filter((labels) => {
  return new Set(labels).size > 1 && new Set(labels).size < labels.length;
});

test("selectPairs: all pairs, as two loops find them, whatever the order of the items", () => {
  fc.assert(
    fc.property(labelled, (labels) => {
      assert.deepEqual(keys(selectPairs({ labels: Int32Array.from(labels) })), naive(labels));
    }),
  );
});

test("selectPairs: within groups", () => {
  const labels = Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3, 0);
  const groupOfClass = Int32Array.of(1, 0, 1, 0);
  const pairs = selectPairs({ labels, groupOfClass }, { withinGroups: true });
  assert.deepEqual(
    keys(pairs),
    naive(labels, (item) => groupOfClass[labels[item]!]!),
  );
});

test("selectPairs: two impostors make no pair, an impostor and another item a different one", () => {
  fc.assert(
    fc.property(labelled, fc.integer({ min: 0, max: 30 }), fc.boolean(), (values, bits, withinGroups) => {
      const labels = Int32Array.from(values);
      const impostorClasses = Uint8Array.from({ length: 5 }, (_, label) => (bits >> label) & 1);
      const groupOfClass = Int32Array.of(0, 0, 0, 1, 1);
      const impostor = (item: number): boolean => impostorClasses[labels[item]!] === 1;
      const expected = naive(labels, withinGroups ? (item) => groupOfClass[labels[item]!]! : undefined).filter(
        (key) => {
          const [a, b] = key.split(" ").map(Number);
          return !(impostor(a!) && impostor(b!));
        },
      );
      if (new Set(expected.map((key) => key.at(-1))).size < 2) return;
      assert.deepEqual(keys(selectPairs({ labels, groupOfClass, impostorClasses }, { withinGroups })), expected);
    }),
  );
});

test("selectPairs: where only impostors have two items, there are no same pairs", () => {
  const items = { labels: Int32Array.of(0, 0, 1, 2), impostorClasses: Uint8Array.of(1, 0, 0) };
  assert.throws(() => selectPairs(items), {
    code: "DATA_TOO_FEW",
    message: /no class besides impostors has two items/,
  });
});

test("selectPairs: a sample has no repeats, true labels, and all same pairs while they fit in half", () => {
  const { labels } = clouds({ classes: 30, perClass: 6 }) as { labels: Int32Array };
  const everything = new Set(naive(labels));
  const sames = 30 * 15;
  for (const maxPairs of [2, 100, 600, 900, 1000, 5000, 16000]) {
    const pairs = selectPairs({ labels }, { maxPairs, seed: 4 });
    const found = keys(pairs);
    assert.equal(found.length, maxPairs);
    assert.equal(new Set(found).size, maxPairs);
    assert.ok(found.every((key) => everything.has(key)));
    assert.equal(
      pairs.same.reduce((sum, value) => sum + value, 0),
      Math.min(sames, maxPairs / 2),
    );
  }
});

test("selectPairs: where different pairs are few, same pairs take what they leave", () => {
  const labels = Int32Array.from({ length: 40 }, (_, i) => (i === 0 ? 1 : 0));
  const { same } = selectPairs({ labels }, { maxPairs: 200 });
  assert.deepEqual([same.length, same.filter((value) => value === 0).length], [200, 39]);
});

test("selectPairs: a sample is a function of its seed, and spreads evenly", () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 3));
  const draw = (seed: number): PairList => selectPairs({ labels }, { maxPairs: 120, seed });
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  const uses = new Float64Array(60);
  for (let seed = 0; seed < 200; seed++) {
    const { a, b } = draw(seed);
    a.forEach((item, i) => {
      uses[item]!++;
      uses[b[i]!]!++;
    });
  }
  // 200 samples of 120 pairs of 60 items: 800 uses each, give or take.
  assert.ok(
    uses.every((count) => count > 680 && count < 920),
    `uses between ${Math.min(...uses)} and ${Math.max(...uses)}`,
  );
});

test("selectPairs: what cannot be paired is refused with the reason", () => {
  assert.throws(() => selectPairs({}), { code: "DATA_TOO_FEW", message: /no classes/ });
  assert.throws(() => selectPairs({ labels: Int32Array.of(0, 1, 2) }), {
    code: "DATA_TOO_FEW",
    message: /no same pairs/,
  });
  assert.throws(() => selectPairs({ labels: Int32Array.of(0, 0) }), {
    code: "DATA_TOO_FEW",
    message: /no different pairs/,
  });
  assert.throws(() => selectPairs({ labels: Int32Array.of(0, 0, 1) }, { withinGroups: true }), {
    code: "DATA_TOO_FEW",
    message: /groups/,
  });
  assert.throws(() => selectPairs({ labels: Int32Array.of(0, 0, 1) }, { maxPairs: 1 }), {
    code: "INVALID_OPTION",
    message: /got 1/,
  });
});

test("scorePairs: the distances of the rows", () => {
  const embeddings = clouds({ classes: 3, perClass: 3 });
  const { a, b, distances } = scorePairs(embeddings, euclidean(), selectPairs(embeddings));
  distances.forEach((value, i) => {
    assert.equal(value, Math.fround(euclideanDistance(row(embeddings, a[i]!), row(embeddings, b[i]!))));
  });
});
