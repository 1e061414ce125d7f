import assert from "node:assert/strict";
import { test } from "node:test";
import { itemsFile } from "../../src/data/items-file.js";
import type { Dataset } from "../../src/data/dataset.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
for (const name of ["a.png", "b.png", "c.png"]) write(folder, name, "");
let files = 0;

function read(content: string | Uint8Array, minClasses?: 0 | 1 | 2): Promise<Dataset> {
  return itemsFile(write(folder, `items-${files++}.csv`, content), minClasses === undefined ? {} : { minClasses });
}

test("items in the file's order, classes in natural order", async () => {
  const data = await read("path,class\na.png,c10\nb.png,c9\nc.png,c10\n");
  assert.deepEqual(data.classes, ["c9", "c10"]);
  assert.deepEqual(
    data.items.map(({ id, label }) => [id, label]),
    [
      ["a.png", 1],
      ["b.png", 0],
      ["c.png", 1],
    ],
  );
  assert.deepEqual([data.origin, data.root, data.groups.length], ["items", folder, 2]);
});

test("class names with slashes group as folders do", async () => {
  const { groups } = await read(
    '{"path":"a.png","class":"01/genuine"}\n{"path":"b.png","class":"01/forged"}\n{"path":"c.png","class":"02/genuine"}\n',
  );
  assert.deepEqual(groups, ["01", "02"]);
});

test("numbers are names", async () => {
  assert.deepEqual((await read('{"path":"a.png","class":1}\n{"path":"b.png","class":2}\n')).classes, ["1", "2"]);
});

test("one picture in two classes names both lines; a repeated row is ignored and counted", async () => {
  const message = /a\.png is of class "x" by line 2 and "y" by line 4$/;
  await assert.rejects(read("path,class\na.png,x\nb.png,y\n./a.png,y\n"), failure("LABEL_CONTRADICTION", message));
  const { items, warnings } = await read("path,class\na.png,x\nb.png,y\na.png,x\n");
  assert.equal(items.length, 2);
  assert.deepEqual(
    warnings.map(({ code, examples }) => [code, ...examples]),
    [["ROWS_REPEATED", "line 4"]],
  );
});

test("bad input: column, cell, file, encoding, nothing", async () => {
  const column = read("path,clas\na.png,x\n");
  await assert.rejects(
    column,
    failure("DATA_INVALID", /no column "class"; its columns are "path", "clas"; did you mean "clas"/),
  );
  await assert.rejects(read("path,class\na.png,\n"), failure("DATA_INVALID", /:2: "class" is empty/));
  await assert.rejects(read("path,class\n,x\n"), failure("DATA_INVALID", /:2: "path" is empty/));
  await assert.rejects(read("path,class\na.png,x\ngone.png,y\n"), failure("NOT_FOUND", /:3: no such file: gone\.png$/));
  await assert.rejects(
    read(Buffer.from("path,class\na.png,\xe4\n", "latin1")),
    failure("DATA_INVALID", /:2: not UTF-8/),
  );
  await assert.rejects(read("path,class\n"), failure("DATA_EMPTY", /has a header and no rows/));
});

test("too few classes, unless they are enough", async () => {
  const one = "path,class\na.png,x\nb.png,x\n";
  await assert.rejects(read(one), failure("DATA_TOO_FEW", /expected at least 2 classes, got 1 \(x\)/));
  assert.deepEqual((await read(one, 1)).classes, ["x"]);
  assert.deepEqual(
    (await read("path\na.png\nb.png\n", 0)).items.map(({ label }) => label),
    [-1, -1],
  );
  assert.deepEqual(
    (await read("path,class\na.png,\nb.png,x\n", 0)).items.map(({ label }) => label),
    [-1, 0],
  );
});
