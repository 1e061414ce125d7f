import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { imageFolder, pictures } from "../../src/data/image-folder.js";
import { missing, shared } from "../testkit/shared.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

/** Listing reads no picture: empty files do. */
function folderOf(...names: readonly string[]): string {
  const root = temporaryFolder();
  for (const name of names) write(root, name, "");
  return root;
}

test("a class is its folder's path, at any depth, in natural order", async () => {
  const root = folderOf("s10/1.png", "s2/10.PNG", "s2/9.png", "deep/er/x.jpeg", "deep/other/x.pgm");
  const data = await imageFolder(root);
  assert.deepEqual(data.classes, ["deep/er", "deep/other", "s2", "s10"]);
  assert.deepEqual(
    data.items.map(({ id, label }) => `${label} ${id}`),
    ["0 deep/er/x.jpeg", "1 deep/other/x.pgm", "2 s2/9.png", "2 s2/10.PNG", "3 s10/1.png"],
  );
  assert.equal(data.items[4]!.path, join(root, "s10", "1.png"));
  assert.deepEqual(data.groups, ["deep", "s2", "s10"]);
  assert.deepEqual([...data.groupOfClass], [0, 0, 1, 2]);
  assert.deepEqual([data.origin, data.root, data.warnings, "pairs" in data], ["folder", root, [], false]);
});

test("hidden files are passed over, other files are counted in a warning", async () => {
  const root = folderOf(
    "a/1.png",
    "b/1.png",
    "a/.hidden.png",
    ".cache/1.png",
    "__MACOSX/c/1.png",
    "b/notes.txt",
    "README",
  );
  const { items, classes, warnings } = await imageFolder(root);
  assert.equal(items.length, 2);
  assert.deepEqual(classes, ["a", "b"]);
  const message = "2 files ignored: not a picture by name";
  assert.deepEqual(warnings, [
    { code: "FILES_IGNORED", message, count: 2, examples: ["b/notes.txt", "README"].sort() },
  ]);
});

test("pictures directly in a folder of classes are of no class", async () => {
  const root = folderOf("a/1.png", "b/1.png", "loose.png");
  const data = await imageFolder(root);
  assert.equal(data.items.length, 2);
  assert.deepEqual(
    data.warnings.map(({ code, examples }) => [code, ...examples]),
    [["LOOSE_PICTURES", "loose.png"]],
  );
  const all = await imageFolder(root, { minClasses: 0 });
  assert.deepEqual(
    all.items.map(({ label }) => label),
    [0, 1, -1],
  );
  assert.deepEqual(all.warnings, []);
});

test("a class folder that holds class folders is reported", async () => {
  const { classes, warnings } = await imageFolder(folderOf("a/1.png", "a/old/1.png", "b/1.png"));
  assert.deepEqual(classes, ["a", "a/old", "b"]);
  assert.deepEqual(
    warnings.map(({ code, examples }) => [code, ...examples]),
    [["CLASS_WITHIN_CLASS", "a"]],
  );
});

test("an empty folder", async () => {
  await assert.rejects(imageFolder(temporaryFolder()), failure("DATA_EMPTY", /no picture found \(\.png \.jpg/));
  const other = folderOf("a/notes.txt");
  await assert.rejects(imageFolder(other), failure("DATA_EMPTY", /it holds 1 other file, e\.g\. a\/notes\.txt/));
});

test("one class only, or none: refused, unless that is enough", async () => {
  const one = folderOf("anna/1.png", "anna/2.png");
  await assert.rejects(
    imageFolder(one),
    failure("DATA_TOO_FEW", /expected a folder for each class.*got only one class, anna/),
  );
  assert.deepEqual((await imageFolder(one, { minClasses: 1 })).classes, ["anna"]);
  const flat = folderOf("1.png", "2.png");
  const message = /expected a folder for each class.*got 2 pictures directly in the folder/;
  for (const minClasses of [1, 2] as const) {
    await assert.rejects(imageFolder(flat, { minClasses }), failure("DATA_TOO_FEW", message));
  }
  assert.deepEqual(
    (await imageFolder(flat, { minClasses: 0 })).items.map(({ label }) => label),
    [-1, -1],
  );
});

test("no such folder, or a file", async () => {
  const root = folderOf("a/1.png");
  await assert.rejects(imageFolder(join(root, "b")), failure("NOT_FOUND", /b: no such file or folder/));
  await assert.rejects(
    imageFolder(join(root, "a", "1.png")),
    failure("INVALID_INPUT", /expected a folder, got a file/),
  );
});

test("links are followed, but not in circles; broken ones are ignored", async () => {
  const root = folderOf("a/1.png", "b/1.png");
  const elsewhere = folderOf("1.png");
  symlinkSync(elsewhere, join(root, "c"));
  symlinkSync(root, join(root, "b", "circle"));
  symlinkSync(join(root, "gone.png"), join(root, "a", "broken.png"));
  const { classes, warnings } = await imageFolder(root);
  assert.deepEqual(classes, ["a", "b", "c"]);
  assert.deepEqual(
    warnings.map(({ code, examples }) => [code, ...examples]),
    [["FILES_IGNORED", "a/broken.png"]],
  );
});

test("pictures: a folder, a file, a list of files, all without classes", async () => {
  const root = folderOf("a/1.png", "2.png", "notes.txt");
  const folder = await pictures(root);
  assert.deepEqual(
    folder.items.map(({ id, label }) => [id, label]),
    [
      ["2.png", -1],
      ["a/1.png", -1],
    ],
  );
  assert.deepEqual(folder.classes, []);
  assert.equal(folder.warnings[0]!.code, "FILES_IGNORED");
  const file = await pictures(join(root, "2.png"));
  assert.deepEqual(file.items, [{ id: "2.png", path: join(root, "2.png"), label: -1 }]);
  assert.equal(file.root, root);
  const list = await pictures([join(root, "2.png"), join(root, "a", "1.png")]);
  assert.deepEqual(
    list.items.map(({ path }) => path),
    [join(root, "2.png"), join(root, "a", "1.png")],
  );
});

test("pictures: nothing there", async () => {
  await assert.rejects(pictures(temporaryFolder()), failure("DATA_EMPTY", /no picture found/));
  await assert.rejects(pictures([]), failure("DATA_EMPTY", /the list of paths is empty/));
  await assert.rejects(pictures("nowhere.png"), failure("NOT_FOUND", /nowhere\.png: no such file or folder/));
  await assert.rejects(
    pictures([temporaryFolder()]),
    failure("INVALID_INPUT", /expected a list of files, got the folder/),
  );
});

const orl = shared("data/faces_orl");
test("ORL faces: 40 people, 10 pictures each", { skip: missing(orl) }, async () => {
  const { classes, groups, items, warnings } = await imageFolder(orl!);
  assert.deepEqual([classes.length, groups.length, items.length], [40, 40, 400]);
  assert.deepEqual([classes[1], items[9]!.id], ["s2", "s1/10.pgm"]);
  assert.deepEqual(
    warnings.map(({ examples }) => examples),
    [["ORIGINAL_README"]],
  );
});
