import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dataset } from "../../src/data/dataset.js";
import { labelledTexts } from "../../src/data/labelled-texts.js";
import { openDataset } from "../../src/data/open.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
let files = 0;

function read(content: string, options = {}): Promise<Dataset> {
  return openDataset(write(folder, `texts-${files++}.csv`, content), options);
}

test("texts and their classes, quoted where they hold commas", async () => {
  const short = read('text,class,more\n"hi, there",greet\n');
  await assert.rejects(short, failure("DATA_INVALID", /expected 3 cells/));
  const { items, classes, kind, origin } = await read('class,text\ngreet,"hi, there"\nbye,so long\ngreet,hello\n');
  assert.deepEqual(
    items.map(({ text, label }) => [text, label]),
    [
      ["hi, there", 1],
      ["so long", 0],
      ["hello", 1],
    ],
  );
  assert.deepEqual([classes, kind, origin], [["bye", "greet"], "text", "items"]);
  const named = await read("q,intent\nx,1\ny,2\n", { columns: { text: "q", class: "intent" } });
  assert.deepEqual(named.classes, ["1", "2"]);
});

test("repeated texts count once, texts of two classes not at all", async () => {
  const content = "text,class\nx,1\n x ,1\ny,1\ny,2\nz,2\n,2\n";
  const { items, warnings } = await read(content);
  assert.deepEqual(
    items.map(({ text }) => text),
    ["x", "z"],
  );
  assert.deepEqual(
    warnings.map(({ code, count }) => [code, count]),
    [
      ["TEXTS_EMPTY", 1],
      ["ROWS_REPEATED", 1],
      ["TEXTS_CONTRADICT", 1],
    ],
  );
  const strict = read("text,class\nx,1\ny,1\ny,2\nz,2\n", { strict: true });
  await assert.rejects(strict, failure("LABEL_CONTRADICTION", /"y" is of class "1" by line 3 and "2" by line 4/));
});

test("without classes, too few, empty", async () => {
  assert.equal((await read("text\nx\ny\n", { minClasses: 0 })).items[1]!.label, -1);
  await assert.rejects(read("text,class\nx,1\n"), failure("DATA_TOO_FEW", /at least 2 classes, got 1/));
  await assert.rejects(read("text,class\nx,\n"), failure("DATA_INVALID", /:2: "class" is empty/));
  await assert.rejects(read("text\nx\n"), failure("DATA_INVALID", /no column "class"/));
  await assert.rejects(read("text,class\n"), failure("DATA_EMPTY", /no text/));
});

test("of more texts than are kept an even sample stays", async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `text ${i},class ${i % 3}`);
  const path = write(temporaryFolder(), "texts.csv", ["text,class", ...lines].join("\n"));
  const { items, classes, warnings } = await labelledTexts(path, { maxRows: 60 });
  assert.deepEqual([items.length, classes.length], [60, 3]);
  assert.deepEqual(
    warnings.map(({ code, count }) => [code, count]),
    [["ROWS_SAMPLED", 240]],
  );
});
