import assert from "node:assert/strict";
import { test } from "node:test";
import { columnIndex, openTable } from "../../src/data/table-file.js";
import type { TableRow } from "../../src/data/table-file.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
let files = 0;

async function rowsOf(
  content: string | Uint8Array,
): Promise<{ columns: readonly string[]; format: string; rows: TableRow[] }> {
  const table = await openTable(write(folder, `${files++}.txt`, content));
  const rows: TableRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return { columns: table.columns, format: table.format, rows };
}

test("commas, tabs, semicolons and JSON Lines give the same rows", async () => {
  const rows = [
    { line: 2, cells: ["1", "true"] },
    { line: 3, cells: ["2", "false"] },
  ];
  const expected = { columns: ["x", "same"], rows };
  assert.deepEqual(await rowsOf("x,same\n1,true\n2,false\n"), { format: "csv", ...expected });
  assert.deepEqual(await rowsOf("\ufeffx;same\r\n 1 ; true\r\n2;false"), { format: "csv", ...expected });
  assert.deepEqual(await rowsOf("x\tsame\n1\ttrue\n2\tfalse"), { format: "tsv", ...expected });
  const json = '{"x":1,"same":true}\n{"same":false,"more":0,"x":"2"}\n';
  const shifted = rows.map(({ line, cells }) => ({ line: line - 1, cells }));
  assert.deepEqual(await rowsOf(json), { format: "jsonl", columns: ["x", "same"], rows: shifted });
});

test("quotes hold separators, quotes and line ends; empty lines count as lines", async () => {
  const { rows } = await rowsOf('"a, b",c\n\n"say ""hi""","two\nlines"\nx,y\n');
  assert.deepEqual(rows, [
    { line: 4, cells: ['say "hi"', "two\nlines"] },
    { line: 5, cells: ["x", "y"] },
  ]);
});

test("tab-separated files without quoting: quotes are signs", async () => {
  const { rows } = await rowsOf('a\tb\n"x\t1\nsays "no"\t2\n""\t"\n');
  assert.deepEqual(
    rows.map(({ cells }) => cells),
    [
      ['"x', "1"],
      ['says "no"', "2"],
      ['""', '"'],
    ],
  );
  const quoted = await rowsOf('a\tb\n"x\ty"\t"say ""hi"""\n"two\nlines"\t2\n');
  assert.deepEqual(
    quoted.rows.map(({ cells }) => cells),
    [
      ["x\ty", 'say "hi"'],
      ["two\nlines", "2"],
    ],
  );
});

test("a long file is read in blocks, umlauts across their edges", async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i},äöü€`);
  const { rows } = await rowsOf(`n,name\n${lines.join("\n")}\n`);
  assert.equal(rows.length, 20_000);
  assert.deepEqual(rows[19_999], { line: 20_001, cells: ["19999", "äöü€"] });
  assert.ok(rows.every(({ cells }) => cells[1] === "äöü€"));
});

test("a row with too few or too many cells is named", async () => {
  await assert.rejects(
    rowsOf("a,b\n1,2\n1\n"),
    failure("DATA_INVALID", /\.txt:3: expected 2 cells \("a", "b"\), got 1/),
  );
  await assert.rejects(
    rowsOf("a,b\n1,2,3\n"),
    failure("DATA_INVALID", /\.txt:2: expected 2 cells \("a", "b"\), got 3/),
  );
});

test("broken quotes and broken JSON are named by line", async () => {
  await assert.rejects(rowsOf('a,b\n1,2\n"x"y,2\n'), failure("DATA_INVALID", /\.txt:3: Invalid Closing Quote/));
  const open = `a,b\n"1\n2",3\n\nx,"2\n${"3,4\n".repeat(30_000)}`;
  await assert.rejects(rowsOf(open), failure("DATA_INVALID", /\.txt:4: a quote that opens in this row never closes/));
  await assert.rejects(rowsOf('{"a":1}\n{"a":\n'), failure("DATA_INVALID", /\.txt:2: not a JSON object/));
  await assert.rejects(rowsOf('{"a":1}\n3\n'), failure("DATA_INVALID", /\.txt:2: expected a JSON object, got 3/));
  await assert.rejects(rowsOf('{"a":[1]}\n'), failure("DATA_INVALID", /\.txt:1: "a" must be text.*got \[1\]/));
  await assert.rejects(
    rowsOf('[{"a":1}]\n'),
    failure("DATA_INVALID", /\.txt:1: expected JSON Lines.*got a JSON array/),
  );
});

test("what is not UTF-8 is named by line, also far into a file", async () => {
  const latin = Buffer.concat([Buffer.from("a,b\n1,2\nM"), Buffer.of(0xfc), Buffer.from("ller,2\n")]);
  await assert.rejects(rowsOf(latin), failure("DATA_INVALID", /\.txt:3: not UTF-8/));
  const late = Buffer.concat([Buffer.from("a,b\n" + "1,2\n".repeat(50_000)), Buffer.of(0xff)]);
  await assert.rejects(rowsOf(late), failure("DATA_INVALID", /\.txt:50002: not UTF-8/));
  const utf16 = Buffer.from("\ufeffa,b\n1,2\n", "utf16le");
  await assert.rejects(rowsOf(utf16), failure("DATA_INVALID", /\.txt:1: not UTF-8 \(it looks like UTF-16\)/));
});

test("an empty file, a missing one, a column twice", async () => {
  await assert.rejects(rowsOf(""), failure("DATA_EMPTY", /the file is empty/));
  await assert.rejects(rowsOf("\n \n"), failure("DATA_EMPTY", /the file is empty/));
  await assert.rejects(openTable("nowhere.csv"), failure("NOT_FOUND", /nowhere\.csv: no such file/));
  await assert.rejects(rowsOf("a,b,A\n"), failure("DATA_INVALID", /:1: two columns are called "A"/));
});

test("a column is found in any case; a missing one lists those there are and the closest", async () => {
  const table = await openTable(write(folder, "columns.csv", "A,b,sam\n"));
  assert.equal(columnIndex(table, "a"), 0);
  const message = /columns\.csv: no column "same"; its columns are "A", "b", "sam"; did you mean "sam"\?/;
  assert.throws(() => columnIndex(table, "same"), failure("DATA_INVALID", message));
  const bars = write(folder, "bars.csv", "a|b|same\nx|y|1\n");
  await assert.rejects(
    openTable(bars).then((table) => columnIndex(table, "b")),
    failure("DATA_INVALID", /its columns are "a\|b\|same"; .*; cells are separated by commas, semicolons or tabs$/),
  );
});
