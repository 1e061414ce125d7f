// What columns hold, guessed from their cells, and the numbers taken of each.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../../src/core/random.js";
import { inferColumns, type ColumnTypes, type Row } from "../../../src/data/index.js";
import { failure } from "../../testkit/pictures.js";

/** A table of `count` rows, a column for each cell maker. */
function table(count: number, makers: Readonly<Record<string, (i: number) => string>>): Row[] {
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make(i)])),
  );
}

function typesOf(rows: readonly Row[], given: ColumnTypes = {}): Record<string, string> {
  const names = Object.keys(rows[0]!);
  const { columns } = inferColumns(rows, names, given);
  const found = new Map(columns.map(({ name, type }) => [name, type as string]));
  return Object.fromEntries(names.map((name) => [name, found.get(name) ?? "ignore"]));
}

const draw = random(1, "columns");

test("each kind of column is recognised", () => {
  const cities = ["Wien", "Graz", "Linz"];
  const rows = table(60, {
    id: (i) => `A${900 - i}`,
    row: (i) => String(i + 1),
    price: (i) => (i % 9 === 0 ? "" : (10 + draw.next() * 50).toFixed(2)),
    born: (i) => `19${50 + (i % 40)}-0${1 + (i % 9)}-1${i % 9}`,
    city: (i) => cities[i % 3]!,
    postcode: (i) => `0${1000 + (i % 5)}`,
    title: (i) => `thing number ${i} of many`,
    country: () => "AT",
    nothing: () => "?",
    key: (i) => `${"0123abcd".repeat(3)}${String(i).padStart(8, "0")}`,
  });
  assert.deepEqual(typesOf(rows), {
    ...{ id: "ignore", row: "ignore", price: "number", born: "date", city: "category", postcode: "category" },
    ...{ title: "text", country: "ignore", nothing: "ignore", key: "ignore" },
  });
});

test("long values that come again a hundred times are categories, five times are texts", () => {
  const journals = ["vldb", "the vldb journal -- the international journal on very large data bases"];
  const [often, seldom] = [200, 198].map((count) => table(count, { venue: (i) => journals[i % 2]! }));
  assert.deepEqual([typesOf(often!), typesOf(seldom!)], [{ venue: "category" }, { venue: "text" }]);
});

test("what is said counts more than what is guessed, and slips are refused", () => {
  const rows = table(20, { id: (i) => String(i), price: (i) => String(i * i), title: (i) => `text ${i}` });
  assert.deepEqual(typesOf(rows, { id: "text", price: "category", title: "ignore" }), {
    ...{ id: "text", price: "category", title: "ignore" },
  });
  assert.throws(() => typesOf(rows, { prise: "number" }), failure("INVALID_OPTION", /column.*"prise".*price/));
  assert.throws(
    () => typesOf(rows, { price: "numeric" as "number" }),
    failure("INVALID_OPTION", /column price must be one of number, date, category, text, ignore/),
  );
  assert.throws(
    () => typesOf(rows, { title: "number" }),
    failure("DATA_INVALID", /"title" is said to hold numbers, got "text 0"/),
  );
  const every: ColumnTypes = { id: "ignore", price: "ignore", title: "ignore" };
  assert.throws(() => typesOf(rows, every), failure("DATA_EMPTY", /no column to learn from.*ignored \(as asked\)/));
});

test("a few cells that are no numbers leave a column of numbers", () => {
  const rows = table(100, { size: (i) => (i === 7 ? "large" : String(draw.integer(1000))) });
  assert.deepEqual(typesOf(rows), { size: "number" });
});

test("centre and scale are the median and the interquartile range over 1.349, of the logarithm where values run far apart", () => {
  const values = [5, 1, 4, 2, 3, 100];
  const { columns } = inferColumns(
    values.map((value) => ({ x: String(value) })),
    ["x"],
  );
  const [x] = columns;
  assert.ok(x?.type === "number" && x.log);
  // NumPy: median and quartiles of the logarithms.
  assert.ok(Math.abs(x.centre - (Math.log(3) + Math.log(4)) / 2) < 1e-12);
  const quartile = (a: number, b: number, t: number): number => Math.log(a) + t * (Math.log(b) - Math.log(a));
  assert.ok(Math.abs(x.scale - (quartile(4, 5, 0.75) - quartile(2, 3, 0.25)) / 1.349) < 1e-12);
});

test("periods go from twice the range to twice the step, by halves; dates have years and weeks besides", () => {
  const years = table(90, { year: (i) => String(1990 + (i % 9)) });
  const [year] = inferColumns(years, ["year"]).columns;
  assert.ok(year?.type === "number" && !year.log);
  assert.deepEqual(year.periods, [16, 8, 4, 2]);
  const days = table(90, { day: (i) => `2004-01-0${1 + (i % 9)}` });
  const [day] = inferColumns(days, ["day"]).columns;
  assert.ok(day?.type === "date");
  assert.deepEqual(day.periods, [16, 8, 4, 2, 365.2425, 7]);
});
