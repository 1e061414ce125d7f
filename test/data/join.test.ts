// A file of its own to validate on: held out as it is, whatever the split would do.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset, selectItems, splitAsGiven, withValidation } from "../../src/data/index.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const folder = temporaryFolder();

async function table(name: string, text: string, columns = { class: "who" }) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return openDataset(path, { columns, minClasses: 1 });
}

test("classes of one name are one; the second file's items are the validation", async () => {
  const both = withValidation(
    await table("a.csv", "who,x\nb,1\na,2\nb,3\n"),
    await table("b.csv", "who,x\nc,4\nb,5\n"),
  );
  assert.deepEqual([both.classes, both.validationFrom], [["a", "b", "c"], 3]);
  assert.deepEqual(
    both.items.map(({ label }) => label),
    [1, 0, 1, 2, 1],
  );
  const fewer = selectItems(both, [0, 2, 3, 4]);
  assert.equal(fewer.validationFrom, 2);
  const { train, validation, heldOut } = splitAsGiven({ ...fewer, validationFrom: 2 });
  assert.deepEqual([heldOut, train.classes, validation.classes], ["given", ["b"], ["b", "c"]]);
  assert.deepEqual(
    validation.items.map(({ record }) => record!["x"]),
    ["4", "5"],
  );
});

test("pairs keep their sides, also those of records that both files have", async () => {
  const pairs = async (name: string, rows: string) => {
    writeFileSync(join(folder, name), `t_a,n_a,t_b,n_b,same\n${rows}\n`);
    return openDataset(join(folder, name));
  };
  const both = withValidation(await pairs("p.csv", "x,1,y,1,1"), await pairs("q.csv", "x,1,z,1,0"));
  assert.deepEqual(both.pairs, [
    { a: 0, b: 1, same: true },
    { a: 2, b: 3, same: false },
  ]);
});

test("data of another kind are refused", async () => {
  const rows = await table("c.csv", "who,x\na,1\nb,2\n");
  writeFileSync(join(folder, "d.csv"), "t_a,n_a,t_b,n_b,same\nx,1,y,2,1\n");
  const pairs = await openDataset(join(folder, "d.csv"));
  assert.throws(
    () => withValidation(rows, pairs),
    failure("DATA_INVALID", /to validate on, expected classes, as is trained on/),
  );
  const other = await table("e.csv", "who,y\na,1\nb,2\n");
  assert.throws(() => withValidation(rows, other), failure("DATA_INVALID", /expected a column "x" as well/));
});
