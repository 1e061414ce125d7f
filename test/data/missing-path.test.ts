import assert from "node:assert/strict";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../src/data/index.js";
import { belowFile, whyMissing } from "../../src/data/missing-path.js";
import { readPicture } from "../../src/data/decode.js";
import { readSeries } from "../../src/data/series-dataset.js";
import { loadModel } from "../../src/model/index.js";
import { temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
const file = write(folder, "faces.csv", "path,class");

test("the part of a path that is a file is named, at any depth; folders and nothing are not", async () => {
  const said = `${file} is a file, not a folder`;
  for (const below of ["x", "x/y/z.onnx", "x/"]) assert.equal(belowFile(`${file}/${below}`), said, below);
  assert.equal(belowFile(`${file}/`), said, "a slash behind it");
  assert.equal(belowFile(file), undefined);
  assert.equal(belowFile(join(folder, "none", "x")), undefined);
  assert.equal(belowFile("none"), undefined, "relative");
  await symlink(file, join(folder, "link"));
  assert.equal(belowFile(join(folder, "link", "x")), `${join(folder, "link")} is a file, not a folder`);
});

test("only a path that leads nowhere is called missing", async () => {
  const reason = async (path: string): Promise<string | undefined> =>
    readFile(path).then(
      () => "it can be read",
      (error: unknown) => whyMissing(path, error),
    );
  assert.equal(await reason(join(folder, "none.csv")), "no such file");
  assert.equal(await reason(join(file, "x")), `no such file: ${file} is a file, not a folder`);
  assert.equal(await reason(folder), undefined, "a folder: that is another mistake");
});

test("data, pictures, series and models below a file are told as that", async () => {
  const said = { code: "NOT_FOUND", message: new RegExp(`no such file.*: ${file} is a file, not a folder$`) };
  await assert.rejects(openDataset(join(file, "x")), said);
  await assert.rejects(readPicture(join(file, "x.png")), said);
  for (const name of ["x.csv", "x.npy"]) await assert.rejects(readSeries(join(file, name)), said);
  await assert.rejects(loadModel(join(file, "model.onnx")), said);
});
