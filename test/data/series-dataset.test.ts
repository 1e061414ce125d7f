// Data sets of series: class folders, UCR's and sktime's files, recognised by themselves; what is refused and what is told.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { openDataset, splitWithinClasses } from "../../src/data/index.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";
import { missing, shared } from "../testkit/shared.js";

const folder = temporaryFolder();
let count = 0;

function write(files: Readonly<Record<string, string>>): string {
  const root = join(folder, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test("a folder for each class, files of several kinds", async () => {
  const root = write({
    "up/1.csv": "1,0\n2,0\n",
    "up/2.tsv": "1\t1\n",
    "down/1.txt": "2 0\n1 0\n0 5\n",
    "notes.md": "",
  });
  const { kind, origin, classes, items, warnings } = await openDataset(root);
  assert.deepEqual([kind, origin, classes], ["series", "folder", ["down", "up"]]);
  assert.deepEqual(
    items.map(({ id, label, series }) => [id, label, series!.steps, series!.channels]),
    [
      ["down/1.txt", 0, 3, 2],
      ["up/1.csv", 1, 2, 2],
      ["up/2.tsv", 1, 1, 2],
    ],
  );
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["FILES_IGNORED"],
  );
});

test("strokes of signatures as tablets write them: counted points, blanks, no header; forgeries are impostors", async () => {
  const strokes = (points: readonly string[]): string => [String(points.length), ...points, ""].join("\r\n");
  const root = write({
    "01/genuine/1.txt": strokes(["2933 5678 31275775 0 1550 710 439", "2933 5678 31275785 1 1480 770 420"]),
    "01/genuine/2.txt": "x y time pen azimuth altitude pressure\n1 2 3 1 5 6 7\n2 3 4 1 6 7 8\n3 4 5 1 7 8 9\n",
    "01/forged/1.txt": "  1 2 3 1 5 6 7  \n 2 3 4 0 6 7 8\n",
    "02/genuine/1.TXT": strokes(["3 3 3 1 3 3 3"]),
    "02/forged/1.txt": strokes(["4 4 4 0 4 4 4"]),
  });
  const { items, classes, groups, impostorClasses, warnings } = await openDataset(root);
  assert.deepEqual(
    items.map(({ id, series }) => [id, series!.steps, series!.channels]),
    [
      ["01/forged/1.txt", 2, 7],
      ["01/genuine/1.txt", 2, 7],
      ["01/genuine/2.txt", 3, 7],
      ["02/forged/1.txt", 1, 7],
      ["02/genuine/1.TXT", 1, 7],
    ],
  );
  assert.deepEqual(Array.from(items[1]!.series!.values.subarray(0, 3)), [2933, 5678, 31275776]);
  assert.deepEqual(classes, ["01/forged", "01/genuine", "02/forged", "02/genuine"]);
  assert.equal(groups.length, 2);
  assert.deepEqual([...impostorClasses!], [1, 0, 1, 0]);
  assert.deepEqual(warnings, []);
  const none = await openDataset(root, { impostors: [] });
  assert.equal(none.impostorClasses, undefined);
});

test("what cannot be read, or has other channels, is left out and told; strict stops", async () => {
  const root = write({ "a/1.csv": "1\n2\n", "a/2.csv": "1\nx\n", "b/1.csv": "1\n5\n", "b/2.csv": "1,2\n3,4\n" });
  const { items, warnings } = await openDataset(root);
  assert.deepEqual(
    items.map(({ id }) => id),
    ["a/1.csv", "b/1.csv"],
  );
  const [skipped] = warnings;
  assert.match(`${skipped!.code}: ${skipped!.message}`, /SERIES_UNREADABLE: 2 series skipped/);
  assert.ok(skipped!.examples.some((text) => /b\/2\.csv: expected 1 channels as the others have, got 2/.test(text)));
  await assert.rejects(openDataset(root, { strict: true }), failure("DATA_INVALID", /a\/2\.csv:2|b\/2\.csv/));
});

test("gaps and constant channels are told; strict refuses gaps", async () => {
  const root = write({ "a/1.csv": "1,7\n,7\n3,7\n", "b/1.csv": "4,7\n5,7\n" });
  const { warnings, items } = await openDataset(root);
  assert.deepEqual(
    warnings.map(({ code, message }) => `${code}: ${message}`),
    [
      "GAPS_FILLED: 1 series with 1 missing value: filled in by straight lines",
      "CONSTANT_CHANNEL: 1 channel of 2 the same throughout: it tells nothing apart",
    ],
  );
  assert.deepEqual(Array.from(items[0]!.series!.values), [1, 7, 2, 7, 3, 7]);
  await assert.rejects(
    openDataset(root, { strict: true }),
    failure("DATA_INVALID", /1 missing value, e\.g\. a\/1\.csv/),
  );
});

test("one class is too few, and an archive's folder is told what to give", async () => {
  await assert.rejects(openDataset(write({ "a/1.csv": "1\n" })), failure("DATA_TOO_FEW", /got only one class, a/));
  const archive = write({ "X_TRAIN.tsv": "1\t2\n", "X_TEST.tsv": "1\t2\n" });
  await assert.rejects(openDataset(archive), failure("DATA_TOO_FEW", /give the file: .*X_TRAIN\.tsv/));
});

const eight = (from: number): string => Array.from({ length: 8 }, (_, i) => from + i).join("\t");

test("UCR's layout: the class, then the values; NaN at the end is padding", async () => {
  const root = write({ "X.tsv": `1\t${eight(0)}\n-1\t${eight(5)}\n1.0000e+00\t${eight(2)}\tNaN\tNaN\n` });
  const { classes, items, origin } = await openDataset(join(root, "X.tsv"));
  assert.deepEqual([origin, classes], ["file", ["-1", "1"]]);
  assert.deepEqual(
    items.map(({ id, label, series }) => [id, label, series!.steps]),
    [
      ["X.tsv#1", 1, 8],
      ["X.tsv#2", 0, 8],
      ["X.tsv#3", 1, 8],
    ],
  );
});

test("UCR's layout: also of two values a series, which is said; a table's header is none", async () => {
  const root = write({
    "short.tsv": "1\t0.5\t0.25\n2\t3\t4\n1\t0.25\t0.5\n2\t4\t3\n",
    "named.csv": "up,0.5,0.25,1\ndown,3,4,1\nup,0.25,0.5,1\ndown,4,3,1\n",
    "years.csv": "land,2001,2002,2003\nfrance,0.5,0.25,1\nspain,3,4,1\n",
    "counted.csv": "0,1,2\n1,0.5,0.25\n2,3,4\n",
    "words.csv": "1,2,3\nanna,x,y\n",
  });
  for (const [name, steps] of [
    ["short.tsv", 2],
    ["named.csv", 3],
  ] as const) {
    const { kind, classes, items, warnings } = await openDataset(join(root, name));
    assert.deepEqual([kind, classes.length, items.length], ["series", 2, 4], name);
    assert.deepEqual([...new Set(items.map(({ series }) => series!.steps))], [steps]);
    const said = warnings.find(({ code }) => code === "ROWS_AS_SERIES")!.message;
    assert.match(said, new RegExp(`a series of up to ${steps} values; if it is a row of a table, .*--class`));
  }
  for (const name of ["years.csv", "counted.csv", "words.csv"])
    await assert.rejects(openDataset(join(root, name)), failure("DATA_INVALID", /got a file with the columns/), name);
  const table = await openDataset(join(root, "named.csv"), { columns: { class: "up" } });
  assert.equal(table.kind, "record", "a column that is named makes it a table");
});

test("UCR's layout: slips name the line", async () => {
  const root = write({ "X.tsv": `1\t${eight(0)}\n2\t1\tx\n`, "Y.tsv": `1\t${eight(0)}\n1\t${eight(1)}\n` });
  await assert.rejects(
    openDataset(join(root, "X.tsv")),
    failure("DATA_INVALID", /X\.tsv:2: expected a number, got "x"/),
  );
  await assert.rejects(openDataset(join(root, "Y.tsv")), failure("DATA_TOO_FEW", /at least 2 classes, got 1 \(1\)/));
});

test("sktime's layout: several channels, several lengths", async () => {
  const head = "#a comment\n@problemName X\n@timeStamps false\n@classLabel true up down\n@data\n";
  const root = write({
    "X.ts": `${head}1,2,3:4,?,6:up\n1,2:3,4:down\n`,
    "ragged.ts": `${head}1,2,3:4,5:up\n1:2:down\n`,
    "stamps.ts": head.replace("@timeStamps false", "@timeStamps true"),
    "nothing.ts": "@problemName X\n1,2:up\n",
  });
  const { items, classes, warnings } = await openDataset(join(root, "X.ts"));
  assert.deepEqual(classes, ["down", "up"]);
  assert.deepEqual(
    items.map(({ series }) => [series!.steps, series!.channels, Array.from(series!.values)]),
    [
      [3, 2, [1, 4, 2, 5, 3, 6]],
      [2, 2, [1, 3, 2, 4]],
    ],
  );
  assert.equal(warnings[0]!.code, "GAPS_FILLED");
  const reads = (name: string) => openDataset(join(root, name));
  await assert.rejects(reads("ragged.ts"), failure("DATA_INVALID", /ragged\.ts:6: channels must be equally long/));
  await assert.rejects(reads("stamps.ts"), failure("DATA_INVALID", /time stamps are not read/));
  await assert.rejects(reads("nothing.ts"), failure("DATA_INVALID", /no line "@data"/));
});

test("pairs and items files may list series", async () => {
  const root = write({
    "1.csv": "1\n2\n",
    "2.csv": "3\n4\n",
    "pairs.csv": "a,b,same\n1.csv,2.csv,0\n",
    "items.csv": "path,class\n1.csv,x\n2.csv,y\n",
  });
  const pairs = await openDataset(join(root, "pairs.csv"));
  assert.deepEqual([pairs.kind, pairs.pairs!.length, pairs.items[1]!.series!.steps], ["series", 1, 2]);
  assert.deepEqual((await openDataset(join(root, "items.csv"))).classes, ["x", "y"]);
});

test("items within classes are held out, evenly and repeatably", async () => {
  const lines = ["a", "b", "c"].flatMap((name, n) =>
    Array.from({ length: [10, 5, 3][n]! }, (_, i) => `${name}\t${eight(i)}`),
  );
  const dataset = await openDataset(join(write({ "X.tsv": lines.join("\n") }), "X.tsv"));
  const { train, validation, heldOut, trainIndices } = splitWithinClasses(dataset, { validation: 0.3, seed: 1 });
  const count = (side: typeof train, name: string): number =>
    side.items.filter(({ label }) => side.classes[label] === name).length;
  assert.equal(heldOut, "items");
  assert.deepEqual(
    ["a", "b", "c"].map((name) => [count(train, name), count(validation, name)]),
    [
      [7, 3],
      [3, 2],
      [3, 0],
    ],
  );
  assert.deepEqual(splitWithinClasses(dataset, { validation: 0.3, seed: 1 }).trainIndices, trainIndices);
  const few = { ...dataset, items: dataset.items.filter(({ label }) => label !== 0) };
  assert.throws(
    () => splitWithinClasses(few, { seed: 1 }),
    failure("DATA_TOO_FEW", /two classes need four items each, got 1/),
  );
});

const vowels = shared("data/series/JapaneseVowels/JapaneseVowels_TRAIN.ts");

test("JapaneseVowels is what its index says", { skip: missing(vowels) }, async () => {
  const { items, classes } = await openDataset(vowels!);
  const lengths = items.map(({ series }) => series!.steps);
  assert.deepEqual([items.length, classes.length, items[0]!.series!.channels], [270, 9, 12]);
  assert.deepEqual([Math.min(...lengths), Math.max(...lengths)], [7, 26]);
});
