// Figures and columns.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesText, duration, listing, measure, percent, probability, roughly, table } from "../../src/cli/figures.js";
import { commandLine } from "../../src/cli/shell-words.js";

test("numbers", () => {
  assert.deepEqual([0, 0.0594123, 0.5, 12.345, 4321.9].map(measure), ["0", "0.0594", "0.5", "12.3", "4322"]);
  assert.deepEqual([0, 0.9731, 1].map(percent), ["0.0 %", "97.3 %", "100.0 %"]);
  assert.deepEqual([-1, 41.4, 200, 3900].map(duration), ["0 s", "41 s", "3 min 20 s", "1 h 5 min"]);
  assert.deepEqual([41.4, 200, 3900].map(roughly), ["41 s", "3 min", "1 h 5 min"]);
});

test("columns: names to the left, numbers to the right; a heading takes no room", () => {
  assert.equal(
    table([["a long heading, longer than all"], ["  x", "1.0", "a"], ["  yy", "10.0", ""]]),
    "a long heading, longer than all\n  x    1.0  a\n  yy  10.0",
  );
  assert.equal(
    table(
      [
        ["item", "identity", "n"],
        ["x", "anna", "1"],
        ["yy", "b", "10"],
      ],
      2,
    ),
    "item  identity   n\nx     anna       1\nyy    b         10",
  );
  assert.equal(bytesText(16_077), "15.7 KiB");
  assert.equal(bytesText(242_221_056), "231 MiB");
  assert.equal(
    listing([
      ["model", "m.onnx"],
      ["loss", "triplet"],
    ]),
    "model  m.onnx\nloss   triplet",
  );
});

test("a probability is never printed as certain", () => {
  assert.deepEqual([0.507, 0.00044, 0.0006, 0.9996, 0.99].map(probability), [
    "0.507",
    "<0.001",
    "0.001",
    ">0.999",
    "0.990",
  ]);
});

test("a command to copy survives the shell", () => {
  assert.equal(commandLine("train", "faces", "it's here"), "kindred train faces 'it'\\''s here'");
});
