import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { checkTextAugment, mistyped, shuffledTokens } from "../../src/training/text-augmentation.js";
import { failure } from "../testkit/pictures.js";

/** Least number of letters put in, taken out or replaced, by the recurrence. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

test("typing errors: about as many as asked for, the same for the same seed, none for 0", () => {
  const text = "the quick brown fox jumps over the lazy dog ".repeat(50);
  const typed = mistyped(text, { typos: 0.05 }, random(1));
  assert.equal(typed, mistyped(text, { typos: 0.05 }, random(1)));
  assert.notEqual(typed, mistyped(text, { typos: 0.05 }, random(2)));
  const share = edits(text, typed) / text.length;
  // A swap costs two, a letter in place of itself nothing.
  assert.ok(share > 0.03 && share < 0.08, `${share}`);
  assert.equal(mistyped(text, {}, random(1)), text);
  assert.equal(mistyped("🙂🙂", { typos: 0.9 }, random(3)).replaceAll("🙂", ""), "", "no half letters");
});

test("tokens left out and swapped: the rest is the same, one is always kept", () => {
  const ids = Int32Array.from({ length: 1000 }, (_, i) => i + 1);
  const dropped = shuffledTokens(ids, { drop: 0.2 }, random(1));
  assert.ok(dropped.length > 750 && dropped.length < 850, `${dropped.length}`);
  assert.deepEqual(dropped, Int32Array.from(dropped).sort());
  const swapped = shuffledTokens(ids, { swap: 0.3 }, random(1));
  assert.deepEqual(Int32Array.from(swapped).sort(), ids);
  const moved = swapped.filter((id, i) => id !== i + 1).length / 1000;
  assert.ok(moved > 0.35 && moved < 0.6, `${moved}`);
  assert.ok(swapped.every((id, i) => Math.abs(id - i - 1) <= 1));
  assert.deepEqual(shuffledTokens(ids.slice(0, 1), { drop: 0.99 }, random(1)), Int32Array.of(1));
  assert.equal(shuffledTokens(ids, {}, random(1)), ids);
});

test("values out of range and unknown names are refused", () => {
  assert.throws(() => checkTextAugment({ typos: 1 }), failure("INVALID_OPTION", /typos must be >= 0 and < 1/));
  assert.throws(() => checkTextAugment({ drop: -1 }), failure("INVALID_OPTION", /drop/));
  assert.throws(() => checkTextAugment({ typo: 0.1 } as object), failure("INVALID_OPTION", /did you mean "typos"/));
});
