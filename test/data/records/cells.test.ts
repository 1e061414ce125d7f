// Numbers, dates and missing cells as people write them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDayFirst, readDate } from "../../../src/data/records/dates.js";
import { readNumber } from "../../../src/data/records/numbers.js";
import { isMissing } from "../../../src/data/records/row.js";

test("numbers with currencies, thousands and decimal commas", () => {
  const cases: readonly [string, number][] = [
    ["12", 12],
    [" -1.5 ", -1.5],
    ["2e3", 2000],
    [".5", 0.5],
    ["$1,299.00", 1299],
    ["1,299", 1299],
    ["1.299,50", 1299.5],
    ["1 299,00 €", 1299],
    ["12,5", 12.5],
    ["45 %", 45],
  ];
  for (const [cell, value] of cases) assert.equal(readNumber(cell), value, cell);
  for (const cell of ["", "x1", "1x", "1.2.3", "12-5", "Infinity", "one"])
    assert.equal(readNumber(cell), undefined, cell);
});

test("dates in the usual orders are the same day", () => {
  const day = Date.UTC(2004, 6, 31) / 86_400_000;
  const written = [
    "2004-07-31",
    "2004/7/31",
    "31.07.2004",
    "31 Jul 2004",
    "31-July-2004",
    "July 31, 2004",
    "Jul. 31 2004",
  ];
  for (const cell of written) assert.equal(readDate(cell, false), day, cell);
  assert.equal(readDate("31/07/2004", true), day);
  assert.equal(readDate("07/31/2004", false), day);
  assert.equal(readDate("2004-07-31T12:00:00Z", false), day + 0.5);
  assert.equal(readDate("2004-07-31 14:00+02:00", false), day + 0.5);
  for (const cell of ["2004-02-30", "2004", "31/31/2004", "07-2004", "soon"])
    assert.equal(readDate(cell, false), undefined, cell);
});

test("which of two numbers is the day shows in those above 12", () => {
  assert.equal(isDayFirst(["01/02/2004", "13/02/2004"]), true);
  assert.equal(isDayFirst(["01/02/2004", "02/13/2004"]), false);
});

test("empty cells have many names", () => {
  for (const cell of ["", " ", "?", "-", "NA", "n/a", "NaN", "null", "None", undefined])
    assert.ok(isMissing(cell), String(cell));
  for (const cell of ["0", "no", "nano", "."]) assert.ok(!isMissing(cell), cell);
});
