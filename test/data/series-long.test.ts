// Tables with a step of a series a row: recognised, put in order, read off at even times, and what is wrong named by its line.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../src/data/index.js";
import { seriesLayout } from "../../src/data/series-layout.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const folder = temporaryFolder();
let count = 0;

function table(...lines: readonly string[]): string {
  const path = join(folder, `${count++}.csv`);
  writeFileSync(path, lines.join("\n"));
  return path;
}

test("id, class and time: recognised, ordered by time, channels side by side", async () => {
  const path = table("id,class,time,x,y", "7,up,2,3,30", "7,up,0,1,10", "8,down,0,9,90", "7,up,1,,20", "8,down,1,8,80");
  const { kind, origin, classes, items, warnings } = await openDataset(path);
  assert.deepEqual([kind, origin, classes], ["series", "file", ["down", "up"]]);
  assert.deepEqual(
    items.map(({ id, label, series }) => [id, label, series!.channels, Array.from(series!.values)]),
    [
      ["0.csv#7", 1, 2, [1, 10, 2, 20, 3, 30]],
      ["0.csv#8", 0, 2, [9, 90, 8, 80]],
    ],
  );
  assert.match(warnings[0]!.message, /1 series with 1 missing value: filled in by straight lines/);
});

test("columns of other names are named; without time the file orders the steps", async () => {
  const path = table("x;gesture;trial", "1;a;1", "5;b;2", "2;a;1", "6;b;2");
  const { items, classes } = await openDataset(path, { columns: { series: "trial", class: "gesture" } });
  assert.deepEqual(classes, ["a", "b"]);
  assert.deepEqual(
    items.map(({ series }) => Array.from(series!.values)),
    [
      [1, 2],
      [5, 6],
    ],
  );
  const missing = openDataset(path, { columns: { series: "trail", class: "gesture" } });
  await assert.rejects(
    missing,
    failure("DATA_INVALID", /no column "trail".*"x", "gesture", "trial".*did you mean "trial"/),
  );
});

test("none for the series: rows with such columns are records, also to whoever reads them by their columns later", async () => {
  const path = table("id,class,time,x", "1,a,0,3", "2,a,1,4", "3,b,0,9", "4,b,1,8");
  const steps = await openDataset(path);
  assert.deepEqual([steps.kind, steps.source], ["series", { series: "id" }]);
  const columns = { series: "none", class: "class" };
  const rows = await openDataset(path, { columns });
  assert.deepEqual([rows.kind, rows.items.length, rows.columns], ["record", 4, ["id", "time", "x"]]);
  assert.equal((await openDataset(path, { columns: rows.source! })).kind, "record");
  const named = table("none,class,x", "1,a,3", "1,a,4", "2,b,9");
  assert.equal((await openDataset(named, { columns: { series: "none" } })).kind, "series");
});

test("a file of one series is none of it", async () => {
  assert.equal(await seriesLayout(table("id,class,time,x", "1,a,0,3")), "steps");
  assert.equal(await seriesLayout(table("time,x,y", "0,1,2")), undefined);
  assert.equal(await seriesLayout(table("a 1 2 3 4 5 6 7 8")), "rows");
  const strokes = table("12,40,0.31", "13,41,0.35");
  assert.equal(await seriesLayout(strokes, 3), undefined, "steps, to a model of three channels");
  assert.equal(await seriesLayout(strokes, 1), "rows");
});

test("uneven time is read off at the commonest spacing, and told; strict refuses it", async () => {
  const rows = ["0,0", "1,10", "3,30", "4,40", "4.5,50"].map((row) => `a,up,${row}`);
  const even = [0, 1, 2, 3].map((time) => `b,down,2024-01-01T00:00:0${time}Z,${time}`);
  const path = table("id,class,time,x", ...rows, ...even);
  const { items, warnings } = await openDataset(path);
  assert.deepEqual(Array.from(items[0]!.series!.values), [0, 10, 20, 30, 40, 50]);
  assert.deepEqual(Array.from(items[1]!.series!.values), [0, 1, 2, 3]);
  assert.equal(
    `${warnings[0]!.code}: ${warnings[0]!.message}`,
    "TIME_UNEVEN: 1 series of uneven time, read off every 1",
  );
  await assert.rejects(openDataset(path, { strict: true }), failure("DATA_INVALID", /1 series of uneven time/));
});

test("what is wrong is named by its line", async () => {
  const head = "id,class,time,x";
  const refused = (lines: readonly string[], message: RegExp): Promise<void> =>
    assert.rejects(openDataset(table(head, ...lines)), failure("DATA_INVALID", message));
  await refused(["1,a,0,1", "1,a,1,x"], /csv:3: expected a number in the column "x", got "x"/);
  await refused(["1,a,0,1", "1,b,1,2"], /csv:3: series 1 is of class "b" here, of class "a" in line 2/);
  await refused(["1,a,0,1", ",a,1,2"], /csv:3: no id in the column "id"/);
  await refused(["1,a,soon,1"], /csv:2: column "time": expected a time, a number or a date, got "soon"/);
  await refused(["1,a,0,1", "1,a,0,2"], /series 1 has two rows of time 0/);
  await refused(["1,a,0,1", "1,a,1"], /csv:3: expected 4 cells/);
  await refused(["1,a,0,1", "1,a,1,2", "1,a,2,2", "1,a,9999,2"], /series 1: its 4 steps reach over 10000 times/);
  const blank = openDataset(table(head, "1,a,0,", "1,a,1,", "2,b,0,1"));
  await assert.rejects(blank, failure("DATA_EMPTY", /series 1: a series without a number/));
  await assert.rejects(openDataset(table(head)), failure("DATA_EMPTY", /a header and no rows/));
  await assert.rejects(
    openDataset(table(head, "1,a,0,1", "2,a,0,1")),
    failure("DATA_TOO_FEW", /at least 2 classes, got 1/),
  );
  await assert.rejects(openDataset(table("id,class,time", "1,a,0")), failure("DATA_INVALID", /no column of values/));
});
