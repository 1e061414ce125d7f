// The texts of a table: each once, whatever its blanks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlank, listedTexts } from "../../src/data/listed-texts.js";
import { normaliseText } from "../../src/data/tokens/normalise.js";

test("a text has one number, however its blanks and letters are written; it stands there as written first", () => {
  const { texts, number } = listedTexts();
  const numbers = [" a  dog", "a dog", "a\u00a0dog", "A dog", "\uff41 dog"].map(number);
  assert.deepEqual(
    [numbers, texts],
    [
      [0, 0, 0, 1, 0],
      ["a  dog", "A dog"],
    ],
  );
});

test("a cell is blank exactly where nothing is left of it, whichever sign of Unicode it holds", () => {
  const differing: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const cell = ` ${String.fromCodePoint(code)}`;
    if (isBlank(cell) !== (normaliseText(cell, { lowercase: false }) === "")) differing.push(code.toString(16));
  }
  assert.deepEqual(differing, []);
});
