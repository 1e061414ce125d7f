import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pairsFile } from "../../src/data/pairs-file.js";
import type { PairsFileOptions } from "../../src/data/pairs-file.js";
import type { Dataset } from "../../src/data/dataset.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
for (const name of ["a.png", "b.png", "sub/c.png"]) write(folder, name, "");
let files = 0;

function read(content: string | Uint8Array, options?: PairsFileOptions): Promise<Dataset> {
  return pairsFile(write(folder, `pairs-${files++}.csv`, content), options);
}

test("pairs, with paths relative to the file, each picture once", async () => {
  const data = await read(
    `a,b,same\na.png,b.png,true\n./sub/c.png,a.png,false\n${join(folder, "b.png")},sub/c.png,1\n`,
  );
  assert.deepEqual(
    data.items.map(({ id, path, label }) => [id, path, label]),
    [
      ["a.png", join(folder, "a.png"), -1],
      ["b.png", join(folder, "b.png"), -1],
      ["sub/c.png", join(folder, "sub", "c.png"), -1],
    ],
  );
  assert.deepEqual(data.pairs, [
    { a: 0, b: 1, same: true },
    { a: 2, b: 0, same: false },
    { a: 1, b: 2, same: true },
  ]);
  assert.deepEqual([data.origin, data.root, data.classes, data.warnings], ["pairs", folder, [], []]);
});

test("pictures outside the file's folder: named as they are written", async () => {
  const elsewhere = temporaryFolder();
  const file = write(elsewhere, "deep/pairs.csv", `a,b,same\n../x.png,${join(folder, "a.png")},no\n`);
  write(elsewhere, "x.png", "");
  const { items } = await pairsFile(file);
  assert.deepEqual(
    items.map(({ id }) => id),
    ["../x.png", join(folder, "a.png")],
  );
});

test("every way of saying same and different", async () => {
  const rows = { true: 1, FALSE: 0, "1": 1, "0": 0, Yes: 1, no: 0, same: 1, different: 0, "1.0": 1, "0.0": 0 };
  for (const [word, same] of Object.entries(rows)) {
    assert.equal((await read(`a,b,same\na.png,b.png,${word}\n`)).pairs![0]!.same, same === 1, word);
  }
  const json = await read('{"a":"a.png","b":"b.png","same":true}\n{"a":"a.png","b":"sub/c.png","same":0}\n');
  assert.deepEqual(
    json.pairs!.map(({ same }) => same),
    [true, false],
  );
  const message = /pairs-\d+\.csv:2: "same" must be true, false, .* got "maybe"/;
  await assert.rejects(read("a,b,same\na.png,b.png,maybe\n"), failure("DATA_INVALID", message));
  await assert.rejects(read("a,b,same\na.png,b.png,\n"), failure("DATA_INVALID", /:2: "same" must be .* got ""/));
});

test("a column called label is refused until it is said what 1 means", async () => {
  const content = "a,b,label\na.png,b.png,1\na.png,sub/c.png,0\nb.png,sub/c.png,different\n";
  await assert.rejects(read(content), failure("LABEL_AMBIGUOUS", /column "label" does not say.*--label-means/));
  const same = (data: Dataset): boolean[] => data.pairs!.map((pair) => pair.same);
  assert.deepEqual(same(await read(content, { labelMeans: "same" })), [true, false, false]);
  assert.deepEqual(same(await read(content, { labelMeans: "different" })), [false, true, false]);
  const known = read("a,b,same\na.png,b.png,1\n", { labelMeans: "same" });
  await assert.rejects(known, failure("INVALID_OPTION", /has no column "label"/));
  const wrong = read(content, { labelMeans: "alike" as "same" });
  await assert.rejects(wrong, failure("INVALID_OPTION", /labelMeans must be one of same, different, got "alike"/));
});

test("a missing file is named with its line, and the others are counted", async () => {
  const content = "a,b,same\na.png,b.png,1\na.png,gone.png,0\nlost.png,gone.png,0\n";
  const message = /pairs-\d+\.csv:3: no such file: gone\.png \(and 1 more of 4 listed\)/;
  await assert.rejects(read(content), failure("NOT_FOUND", message));
  await assert.rejects(read("a,b,same\na.png,sub,1\n"), failure("NOT_FOUND", /:2: no such file: sub$/));
});

test("a wrong column lists those there are", async () => {
  const sam = read("a,b,sam\na.png,b.png,1\n");
  await assert.rejects(
    sam,
    failure("DATA_INVALID", /no column "same"; its columns are "a", "b", "sam"; did you mean "sam"/),
  );
  const bare = read("a.png,b.png,1\n");
  await assert.rejects(bare, failure("DATA_INVALID", /no column "a".*the first line must name the columns/));
});

test("a pair that is same and different at once names both lines, in either order", async () => {
  const message = /a\.png are same by line 2 and different by line 4$/;
  const swapped = "a,b,same\na.png,b.png,1\na.png,sub/c.png,1\nb.png,./a.png,0\n";
  await assert.rejects(read(swapped), failure("LABEL_CONTRADICTION", message));
  const straight = "a,b,same\na.png,b.png,0\na.png,b.png,1\n";
  await assert.rejects(read(straight), failure("LABEL_CONTRADICTION", /different by line 2 and same by line 3$/));
  const itself = "a,b,same\na.png,a.png,0\n";
  await assert.rejects(read(itself), failure("LABEL_CONTRADICTION", /:2: a picture is the same as itself/));
});

test("repeated pairs and pairs of one picture are ignored and counted", async () => {
  const { pairs, warnings } = await read("a,b,same\na.png,b.png,1\nb.png,a.png,yes\na.png,a.png,1\n");
  assert.equal(pairs!.length, 1);
  assert.deepEqual(
    warnings.map(({ code, count, examples }) => [code, count, ...examples]),
    [
      ["ROWS_REPEATED", 1, "line 3"],
      ["PAIRS_OF_ONE_PICTURE", 1, "line 4"],
    ],
  );
});

test("empty, without rows, an empty cell, not UTF-8", async () => {
  await assert.rejects(read(""), failure("DATA_EMPTY", /the file is empty/));
  await assert.rejects(read("a,b,same\n"), failure("DATA_EMPTY", /no pair of two pictures/));
  await assert.rejects(read("a,b,same\na.png,,1\n"), failure("DATA_INVALID", /:2: "b" is empty/));
  const latin = Buffer.from("a,b,same\na.png,b.png,1\nm\xfcller.png,b.png,0\n", "latin1");
  await assert.rejects(read(latin), failure("DATA_INVALID", /:3: not UTF-8/));
});

test("scores: how alike, with the upper half of the range as same", async () => {
  const rows = "a,b,score\na.png,b.png,0.5\nb.png,sub/c.png,0.49\nsub/c.png,a.png,1\n";
  const { pairs } = await read(rows);
  assert.deepEqual(pairs, [
    { a: 0, b: 1, same: true, score: 0.5 },
    { a: 1, b: 2, same: false, score: 0.49 },
    { a: 2, b: 0, same: true, score: 1 },
  ]);
  const stars = await read("a,b,Score\na.png,b.png,1\na.png,sub/c.png,4\n", { scoreRange: [1, 5] });
  assert.deepEqual(
    stars.pairs!.map(({ score }) => score),
    [0, 0.75],
  );
});

test("scores beside same: both are read", async () => {
  const { pairs } = await read("a,b,same,score\na.png,b.png,no,0.9\n");
  assert.deepEqual(pairs, [{ a: 0, b: 1, same: false, score: 0.9 }]);
});

test("scores outside their range, or no numbers, are refused with file and line", async () => {
  const at = (cell: string, options?: PairsFileOptions): Promise<Dataset> =>
    read(`a,b,score\na.png,b.png,${cell}\n`, options);
  const outside =
    /pairs-\d+\.csv:2: "score" must be a number from 0 to 1, got "4"; another range is said by --score-range/;
  await assert.rejects(at("4"), failure("DATA_INVALID", outside));
  await assert.rejects(at("-0.1"), failure("DATA_INVALID", /from 0 to 1, got "-0.1"/));
  await assert.rejects(at("6", { scoreRange: [1, 5] }), failure("DATA_INVALID", /from 1 to 5, got "6"$/));
  for (const cell of ["high", "", "NaN"])
    await assert.rejects(
      at(cell),
      failure("DATA_INVALID", /:2: "score" must be a number from 0 to 1, got "[a-zA-Z]*"$/),
    );
});

test("one pair, two scores: a contradiction with both lines; the same score twice is ignored", async () => {
  const twice = "a,b,score\na.png,b.png,0.6\nb.png,a.png,0.6\n";
  assert.deepEqual((await read(twice)).warnings[0]!.code, "ROWS_REPEATED");
  const message = /a.png and b.png are of score 0.6 by line 2 and of score 0.7 by line 4/;
  await assert.rejects(read(`${twice}a.png,b.png,0.7\n`), failure("LABEL_CONTRADICTION", message));
});

test("a range without a column, or that is none, is refused", async () => {
  const without = /scoreRange: .* has no column "score"/;
  await assert.rejects(read("a,b,same\na.png,b.png,1\n", { scoreRange: [0, 5] }), failure("INVALID_OPTION", without));
  for (const scoreRange of [[5, 0], [0], [0, NaN], "0,5"]) {
    const options = { scoreRange: scoreRange as [number, number] };
    const message = /scoreRange must be two numbers, the lower first, got/;
    await assert.rejects(read("a,b,score\na.png,b.png,1\n", options), failure("INVALID_OPTION", message));
  }
});
