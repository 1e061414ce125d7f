import assert from "node:assert/strict";
import { test } from "node:test";
import {
  area,
  count,
  counted,
  decimal,
  distanceText,
  interval,
  percent,
  shortPercent,
} from "../../src/report/format.js";

/** U+202F to a plain space, for readable tests. */
const plain = (text: string | undefined): string | undefined => text?.replaceAll("\u202f", " ");

test("numbers read as people write them", () => {
  assert.equal(plain(percent(0.97314)), "97.3 %");
  assert.equal(plain(percent(0.97314, 0)), "97 %");
  assert.deepEqual([0.05, 0.001, 0.125, 0, 1].map(shortPercent).map(plain), ["5 %", "0.1 %", "12.5 %", "0 %", "100 %"]);
  assert.deepEqual(
    [0.97314, 1, 12345.678, 1e-9].map((value) => decimal(value)),
    ["0.9731", "1", "12350", "1e-9"],
  );
  assert.deepEqual([0.05943, 0.2, 12.345, 1234.5, 3.1e-15, -0.5].map(distanceText).map(plain), [
    "0.0594",
    "0.200",
    "12.3",
    "1 235",
    "0",
    "-0.500",
  ]);
  assert.equal(area(0.97), "0.970");
  assert.deepEqual([7, 1000, 1234567].map(count).map(plain), ["7", "1 000", "1 234 567"]);
  assert.deepEqual([counted(1, "pair"), counted(2, "pair")], ["1 pair", "2 pairs"]);
});

test("what is no number is said to be missing", () => {
  for (const show of [percent, shortPercent, decimal, distanceText, area]) assert.equal(show(NaN), "not available");
});

test("an interval needs both ends", () => {
  assert.equal(plain(interval({ value: 0.9, low: 0.8, high: 0.95 }, area)), "95 % interval 0.800 to 0.950");
  assert.equal(interval({ value: 0.9, low: 0.8 }, area), undefined);
});
