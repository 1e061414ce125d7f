// What a text in a table is made of: words and their trigrams, without case, accents or the ways to write a character.

import assert from "node:assert/strict";
import { test } from "node:test";
import { textFeatures, wordsOf } from "../../../src/data/records/text-features.js";

test("words: case, accents and signs do not count", () => {
  assert.deepEqual(wordsOf("Sony KDL-40, Jörg"), [["sony"], ["kdl", "40"], ["jorg"]]);
});

test("characters written as HTML does are read as what they stand for", () => {
  const same: readonly [string, string][] = [
    ["Garc&#237;a", "García"],
    ["Garc&#xED;a", "García"],
    ["Garc&iacute;a", "García"],
    ["&#214;zg&#252;r", "Özgür"],
    ["Kie&szlig;ling", "Kießling"],
    ["S&oslash;ren S&#248;rensen", "Søren Sørensen"],
    ["Simon&amp;Schuster", "Simon&Schuster"],
    ["5&nbsp;GHz &quot;dual&quot;", '5 GHz "dual"'],
  ];
  for (const [written, plain] of same) {
    assert.deepEqual(wordsOf(written), wordsOf(plain), written);
    assert.deepEqual(textFeatures(written, 1 << 16, 400), textFeatures(plain, 1 << 16, 400), written);
  }
});

test("what only looks like it stays", () => {
  assert.deepEqual(wordsOf("AT&T; &#9999999;"), [["at", "t"], ["9999999"]]);
});
