import assert from "node:assert/strict";
import { test } from "node:test";
import { selectItems } from "../../src/data/dataset.js";
import { groupsOf } from "../../src/data/groups.js";
import { impostorsChoice, impostorsOf } from "../../src/data/impostors.js";
import { openDataset } from "../../src/data/open.js";
import { failure, fakeDataset, temporaryFolder, write } from "../testkit/pictures.js";

const found = (classes: readonly string[], names?: readonly string[]): string[] => {
  const { impostorClasses } = impostorsOf(classes, groupsOf(classes), names);
  return classes.filter((_, index) => impostorClasses?.[index] === 1);
};

test("recognised by the last part of the name, in any case, beside a genuine class", () => {
  const signers = ["01/Forged", "01/genuine", "02/forgeries", "02/genuine", "03/fake", "03/a", "04/impostor", "04/b"];
  assert.deepEqual(found(signers), ["01/Forged", "02/forgeries", "03/fake", "04/impostor"]);
});

test("a name alone proves nothing: at the root, alone in its group, or only part of a word", () => {
  assert.deepEqual(found(["fake", "real"]), []);
  assert.deepEqual(found(["all/fake", "all/real"]), []);
  assert.deepEqual(found(["01/forged", "02/genuine"]), []);
  assert.deepEqual(found(["01/forged-1", "01/genuine", "02/fakery", "02/genuine"]), []);
});

test("named ones are taken as said, by their whole name or its last part; none are none", () => {
  const signers = ["01/copy", "01/own", "02/copy", "02/forged", "02/own"];
  assert.deepEqual(found(signers, ["copy"]), ["01/copy", "02/copy"]);
  assert.deepEqual(found(signers, ["02/copy"]), ["02/copy"]);
  assert.deepEqual(found(signers, []), []);
  assert.throws(
    () => found(signers, ["copi"]),
    failure("INVALID_OPTION", /no class is called "copi", did you mean "copy"\?/),
  );
});

test("the choice is told, and survives a selection of items", () => {
  const classes = { "01/forged": 2, "01/genuine": 2, "02/forged": 1, "02/genuine": 1, "03/forged": 1, "03/genuine": 1 };
  const plain = fakeDataset(classes);
  const signers = { ...plain, ...impostorsOf(plain.classes, plain) };
  assert.match(impostorsChoice(signers)!, /^3 classes of impostors \(01\/forged, 02\/forged, \.\.\.\): /);
  const rest = selectItems(signers, [0, 2, 5]);
  assert.deepEqual(
    [rest.classes, [...rest.impostorClasses!]],
    [
      ["01/forged", "01/genuine", "02/genuine"],
      [1, 0, 0],
    ],
  );
  assert.equal("impostorClasses" in selectItems(signers, [2, 5]), false, "no impostor left");
  assert.equal(impostorsChoice(plain), undefined);
});

test("folders and items files know impostors, a pairs file has none", async () => {
  const folder = temporaryFolder();
  for (const name of ["01/genuine/1.png", "01/forged/1.png", "02/genuine/1.png", "02/copy/1.png"])
    write(folder, name, "");
  const items = write(
    folder,
    "items.csv",
    "path,class\n01/genuine/1.png,01/a\n01/forged/1.png,01/fake\n02/genuine/1.png,b/x\n",
  );
  const pairs = write(folder, "pairs.csv", "a,b,same\n01/genuine/1.png,01/forged/1.png,no\n");
  assert.deepEqual([...(await openDataset(folder)).impostorClasses!], [1, 0, 0, 0]);
  assert.deepEqual([...(await openDataset(folder, { impostors: ["copy"] })).impostorClasses!], [0, 0, 1, 0]);
  assert.deepEqual([...(await openDataset(items)).impostorClasses!], [0, 1, 0]);
  assert.equal((await openDataset(items, { impostors: [] })).impostorClasses, undefined);
  await assert.rejects(openDataset(pairs, { impostors: ["copy"] }), failure("INVALID_OPTION", /a pairs file has none/));
});
