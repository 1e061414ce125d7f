// Tables of rows and their classes: what is read, what is told, and what is refused with its line.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../../src/data/index.js";
import { failure, temporaryFolder } from "../../testkit/pictures.js";

const folder = temporaryFolder();
let count = 0;

function write(content: string | Buffer): string {
  const path = join(folder, `table${count++}.csv`);
  writeFileSync(path, content);
  return path;
}

const columns = { class: "who" };

test("rows are items, a column their class", async () => {
  const path = write('who,name,city\n1,"Bauer, Anna",Wien\n2,Bert,\n1,A. Bauer,Wien\n');
  const dataset = await openDataset(path, { columns });
  const { kind, origin, classes, items } = dataset;
  assert.deepEqual(
    [kind, origin, classes, dataset.columns, dataset.source],
    [...["record", "file", ["1", "2"], ["name", "city"], { class: "who" }]],
  );
  assert.deepEqual(
    items.map(({ id, label, record }) => [id.replace(/^.*#/, ""), label, record]),
    [
      ["2", 0, { name: "Bauer, Anna", city: "Wien" }],
      ["3", 1, { name: "Bert", city: "" }],
      ["4", 0, { name: "A. Bauer", city: "Wien" }],
    ],
  );
});

test("JSON Lines and semicolons are tables as well", async () => {
  const jsonl = write('{"who":1,"age":3}\n{"who":2,"age":null}\n');
  assert.deepEqual(
    (await openDataset(jsonl, { columns })).items.map(({ record }) => record),
    [{ age: "3" }, { age: "" }],
  );
  const semicolons = await openDataset(write("who;size\na;1,5\nb;2,5\n"), { columns });
  assert.deepEqual(semicolons.items[0]!.record, { size: "1,5" });
});

test("rows without a class are passed over and counted; strict names the line", async () => {
  const path = write("who,x\na,1\n,2\nb,3\n");
  const { items, warnings } = await openDataset(path, { columns });
  assert.equal(items.length, 2);
  assert.deepEqual(
    warnings.map(({ code, message, examples }) => [code, message, examples]),
    [["ROWS_UNCLASSED", "1 row passed over: without a class", ["line 3"]]],
  );
  await assert.rejects(openDataset(path, { columns, strict: true }), failure("DATA_INVALID", /:3: "who" is empty/));
});

test("what is wrong with a table is named with its line", async () => {
  const refused: readonly [string | Buffer, RegExp][] = [
    ["who,x\na,1\nb\n", /:3: expected 2 cells \("who", "x"\), got 1/],
    ["who,x\na,1\nb,2,3\n", /:3: expected 2 cells/],
    ["who;x\na,1\n", /:2: expected 2 cells/],
    ['who,x\na,"1\nb,2\n', /:2: a quote that opens in this row never closes/],
    ["person,x\na,1\nb,2\n", /no column "who"; its columns are "person", "x"/],
    ["who\na\nb\n", /no column beside the class/],
    [Buffer.from([...Buffer.from("who,x\na,M"), 0xfc, ...Buffer.from("ller\n")]), /:2: not UTF-8/],
  ];
  for (const [content, message] of refused)
    await assert.rejects(openDataset(write(content), { columns }), failure("DATA_INVALID", message));
  await assert.rejects(openDataset(write("who,x\n"), { columns }), failure("DATA_EMPTY", /a header and no rows/));
  await assert.rejects(
    openDataset(write("who,x\na,1\na,2\n"), { columns }),
    failure("DATA_TOO_FEW", /at least 2 classes in "who", got 1 \(a\)/),
  );
});

test("of a table larger than is to be kept, an even sample stays, the same each time", async () => {
  const path = write(`who,x\n${Array.from({ length: 4000 }, (_, i) => `${i % 7},${i}`).join("\n")}\n`);
  const { items, warnings } = await openDataset(path, { columns, maxRows: 500 });
  const numbers = items.map(({ record }) => Number(record!["x"]));
  assert.equal(numbers.length, 500);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  // Of 500 out of 4000 the mean is within 5 standard errors of the middle.
  const mean = numbers.reduce((sum, value) => sum + value, 0) / 500;
  assert.ok(Math.abs(mean - 1999.5) < (5 * 4000) / Math.sqrt(12 * 500), `mean ${mean}`);
  assert.match(warnings[0]!.message, /^500 rows of 4000 kept, evenly drawn/);
  const again = await openDataset(path, { columns, maxRows: 500 });
  assert.deepEqual(again.items, items);
});
