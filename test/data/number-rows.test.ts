// Rows of numbers from text and .npy files, as a stream.

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { encodeNpy } from "../../src/data/npy.js";
import { openNumberRows, type NumberRowsOptions } from "../../src/data/number-rows.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();

async function read(name: string, content: string | Uint8Array, options: NumberRowsOptions = {}) {
  const rows = await openNumberRows(write(folder, name, content), options);
  const [values, ids] = [[] as number[], [] as string[]];
  for await (const block of rows.blocks()) {
    assert.deepEqual([block.data.length, block.ids.length], [block.rows * rows.columns.length, block.rows]);
    for (const value of block.data) values.push(value);
    for (const id of block.ids) ids.push(id);
  }
  return { columns: rows.columns, passedOver: rows.passedOver, values, ids };
}

test("names in the first line, a column id, blanks and quotes", async () => {
  const found = await read("a.csv", '\ufeffa, id ,"b ""x"""\r\n1,first,2\r\n\r\n 3 ,"second, of two",-4e1\r\n');
  assert.deepEqual(found, {
    columns: ["a", 'b "x"'],
    passedOver: [],
    values: [1, 2, 3, -40],
    ids: ["first", "second, of two"],
  });
});

test("numbers in the first line: columns are numbered, rows called after their lines", async () => {
  const found = await read("b.tsv", "1\t2\n\n3\t4");
  assert.deepEqual(found, { columns: ["1", "2"], passedOver: [], values: [1, 2, 3, 4], ids: ["line 1", "line 3"] });
});

test("what is missing is NaN", async () => {
  const { values } = await read("c.csv", "a;b;c;d;e\n;NaN;na;?;5\n");
  assert.deepEqual(values, [NaN, NaN, NaN, NaN, 5]);
});

test("columns to ignore, to name rows by, and to read in another order", async () => {
  const text = "time,a,b\n10:00,1,2\n10:01,3,4\n";
  const named = await read("d.csv", text, { id: "time" });
  assert.deepEqual(
    [named.columns, named.ids],
    [
      ["a", "b"],
      ["10:00", "10:01"],
    ],
  );
  const ignoring = await read("d.csv", text, { ignore: ["time", "B"] });
  assert.deepEqual([ignoring.columns, ignoring.values, ignoring.passedOver], [["a"], [1, 3], ["time", "b"]]);
  const ordered = await read("d.csv", text, { columns: ["b", "a"] });
  assert.deepEqual([ordered.values, ordered.passedOver], [[2, 1, 4, 3], ["time"]]);
});

test("a file of many blocks: every row once, with its line", async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `${i},${-i}`);
  const { values, ids } = await read("long.csv", `a,b\n${lines.join("\n")}\n`);
  assert.equal(values.length, 60_000);
  assert.deepEqual([values[59_998], values[59_999], ids[29_999]], [29_999, -29_999, "line 30001"]);
});

test("what is wrong is said with line and column", async () => {
  const cases = [
    ["a,b\n1,2\n3,four\n", /:3: "b" must be a finite number, or empty, got "four"/],
    ["a,b\n1,2\n3,Infinity\n", /:3: "b" must be a finite number/],
    ["a,b\n1,2\n3\n", /:3: expected 2 cells, got 1/],
    ['a,b\n1,"2\n', /:2: a quote is not closed/],
    ["a,a\n1,2\n", /two columns are called "a"/],
    ["id\nx\n", /no column of numbers/],
    ["", /the file is empty/],
  ] as const;
  for (const [content, message] of cases) await assert.rejects(read("wrong.csv", content), { message });
  const far = `a,b\n${"1,2\n".repeat(50_000)}1,x\n`;
  await assert.rejects(read("wrong.csv", far), { code: "DATA_INVALID", message: /:50002: "b"/ });
});

test("columns that are asked for and not there", async () => {
  await assert.rejects(read("e.csv", "speed,heat\n1,2\n", { columns: ["speeed", "heat"] }), {
    code: "DATA_INVALID",
    message: /no column "speeed"; its columns are "speed", "heat"; did you mean "speed"/,
  });
  await assert.rejects(read("f.csv", "1,2\n", { columns: ["a", "b", "c"] }), {
    code: "DIMENSION_MISMATCH",
    message: /expected 3 columns, got 2 and no names/,
  });
});

test("a matrix in a .npy file, float32 or float64, larger than a block", async () => {
  const data = Float32Array.from({ length: 600_000 }, (_, i) => i % 1000);
  const { values, columns, ids } = await read("x.npy", Buffer.concat(encodeNpy({ data, rows: 200_000, columns: 3 })));
  assert.deepEqual(
    [columns, values.length, values[599_999], ids[199_999]],
    [["1", "2", "3"], 600_000, 999, "row 199999"],
  );
  const [header] = encodeNpy({ data: new Float32Array(2), rows: 1, columns: 2 });
  const text = Buffer.from(header).toString("latin1").replace("<f4", "<f8");
  const doubles = Buffer.concat([Buffer.from(text, "latin1"), Buffer.from(Float64Array.of(1.5, NaN).buffer)]);
  assert.deepEqual((await read("y.npy", doubles)).values, [1.5, NaN]);
});

test(".npy files that are cut off, of another shape or width, empty, or not there", async () => {
  const whole = Buffer.concat(encodeNpy({ data: new Float32Array(12), rows: 4, columns: 3 }));
  await assert.rejects(read("cut.npy", whole.subarray(0, -4)), { code: "DATA_INVALID", message: /truncated/ });
  await assert.rejects(read("wide.npy", whole, { columns: ["a"] }), { code: "DIMENSION_MISMATCH" });
  const empty = Buffer.concat(encodeNpy({ data: new Float32Array(0), rows: 0, columns: 3 }));
  await assert.rejects(read("empty.npy", empty), { code: "DATA_EMPTY" });
  await assert.rejects(read("text.npy", "a,b"), { code: "DATA_INVALID" });
  await assert.rejects(openNumberRows(path.join(folder, "none.npy")), { code: "NOT_FOUND" });
  await assert.rejects(openNumberRows(path.join(folder, "none.csv")), { code: "NOT_FOUND" });
});
