import assert from "node:assert/strict";
import { test } from "node:test";
import { openDataset } from "../../src/data/open.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const folder = temporaryFolder();
write(folder, "a/1.png", "");
write(folder, "b/1.png", "");
const pairs = write(folder, "pairs.csv", "A,B,Same\na/1.png,b/1.png,no\n");
const items = write(folder, "items.jsonl", '{"path":"a/1.png","class":"a"}\n{"path":"b/1.png","class":"b"}\n');

test("a folder, a pairs file and an items file are told apart", async () => {
  assert.equal((await openDataset(folder)).origin, "folder");
  assert.equal((await openDataset(pairs)).origin, "pairs");
  assert.equal((await openDataset(items)).origin, "items");
});

test("options reach their source", async () => {
  const label = write(folder, "label.csv", "a,b,label\na/1.png,b/1.png,1\n");
  assert.equal((await openDataset(label, { labelMeans: "different" })).pairs![0]!.same, false);
  await assert.rejects(openDataset(label), failure("LABEL_AMBIGUOUS", /label/));
  const flat = temporaryFolder();
  write(flat, "1.png", "");
  assert.equal((await openDataset(flat, { minClasses: 0 })).items[0]!.label, -1);
  for (const path of [folder, items]) {
    const refused = openDataset(path, { labelMeans: "same" });
    await assert.rejects(refused, failure("INVALID_OPTION", /only a pairs file has a label/));
  }
});

test("an unknown option is refused, with the closest known one", async () => {
  const options = { labelMean: "same" } as object;
  await assert.rejects(
    openDataset(pairs, options),
    failure("INVALID_OPTION", /"labelMean", did you mean "labelMeans"/),
  );
});

test("a slip in one column is reported as that", async () => {
  const slip = write(folder, "slip.csv", "a,b,sam\na/1.png,b/1.png,1\n");
  await assert.rejects(openDataset(slip), failure("DATA_INVALID", /no column "same".*did you mean "sam"/));
  const label = write(folder, "path-label.csv", "path,label\na/1.png,1\n");
  await assert.rejects(
    openDataset(label),
    failure("DATA_INVALID", /no column "class"; its columns are "path", "label"/),
  );
});

test("nothing there, a picture, another table", async () => {
  await assert.rejects(openDataset("nowhere"), failure("NOT_FOUND", /nowhere: no such file or folder/));
  const picture = write(folder, "picture.png", "");
  await assert.rejects(openDataset(picture), failure("DATA_INVALID", /expected a class folder.*got a picture/));
  const other = write(folder, "other.csv", "x,y\n1,2\n");
  await assert.rejects(openDataset(other), failure("DATA_INVALID", /expected a class folder.*the columns "x", "y"/));
});
