// Tables of pairs of records: whose columns are whose, what is read, what is passed over and told, and what is refused.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../../src/data/index.js";
import { commonName, foundSides } from "../../../src/data/records/sides.js";
import { failure, temporaryFolder } from "../../testkit/pictures.js";

const folder = temporaryFolder();
let count = 0;

function write(content: string, ending = "csv"): string {
  const path = join(folder, `pairs${count++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

test("named columns are matched in their order, and called by what they have in common", async () => {
  const path = write("id,title_a,price_a,price_b,name_b,match\n1,x,1,2,y,true\n2,x,1,3,z,no\n");
  const columns = { left: "title_a,price_a", right: "name_b, price_b", same: "match" };
  const dataset = await openDataset(path, { columns });
  assert.deepEqual([dataset.kind, dataset.origin, dataset.columns], ["record", "pairs", ["title_a", "price"]]);
  assert.deepEqual(
    dataset.items.map(({ id, record, label }) => [id.replace(/^.*#/, ""), record, label]),
    [
      ["2.left", { title_a: "x", price: "1" }, -1],
      ["2.right", { title_a: "y", price: "2" }, -1],
      ["3.right", { title_a: "z", price: "3" }, -1],
    ],
  );
  assert.deepEqual(dataset.pairs, [
    { a: 0, b: 1, same: true },
    { a: 0, b: 2, same: false },
  ]);
  assert.deepEqual(dataset.source, { left: "title_a,price_a", right: "name_b,price_b", same: "match" });
});

test("sides show in the columns' names", () => {
  const sides = (...columns: string[]): unknown => foundSides({ columns });
  assert.deepEqual(sides("title_a", "price_a", "title_b", "price_b", "same"), {
    ...{ names: ["title", "price"], left: [0, 1], right: [2, 3] },
  });
  assert.deepEqual(sides("label", "ltable_x y", "ltable_z", "rtable_z", "rtable_x y", "_id"), {
    ...{ names: ["x y", "z"], left: [1, 2], right: [4, 3] },
  });
  assert.deepEqual(sides("left.name", "right.name", "left.age", "score"), { names: ["name"], left: [0], right: [1] });
  assert.deepEqual(sides("name1", "name2", "zip1", "zip2", "same"), {
    ...{ names: ["name", "zip"], left: [0, 2], right: [1, 3] },
  });
  assert.equal(sides("title_a", "title_b"), undefined, "nothing says what a pair is");
  assert.equal(sides("data", "numb", "same"), undefined, "words that end in a and b");
  assert.deepEqual(
    [
      commonName("title_a", "title_b"),
      commonName("a_long_name", "b_long_name"),
      commonName("titleA", "titleB"),
      commonName("x", "y"),
    ],
    ["title", "long_name", "title", ""],
  );
});

test("the layout of Ditto is read as it is", async () => {
  const lines = [
    'COL title VAL iphone 12, "64 GB" COL price VAL 599\tCOL title VAL apple iphone COL price VAL \t1',
    "COL title VAL a VALUE COL price VAL 1\tCOL title VAL b COL price VAL 2\t0",
  ];
  const path = write(`${lines.join("\n")}\n`, "txt");
  const { columns, items, pairs } = await openDataset(path);
  assert.deepEqual(columns, ["title", "price"]);
  assert.deepEqual(
    items.map(({ record }) => record),
    [
      { title: 'iphone 12, "64 GB"', price: "599" },
      { title: "apple iphone", price: "" },
      { title: "a VALUE", price: "1" },
      { title: "b", price: "2" },
    ],
  );
  assert.deepEqual(
    pairs!.map(({ same }) => same),
    [true, false],
  );
  const broken = write(`${lines[0]}\nCOL title VAL x\tCOL title VAL y\n`, "txt");
  await assert.rejects(
    openDataset(broken),
    failure("DATA_INVALID", /:2: expected left, right and 0 or 1 between tabs, got 2 parts/),
  );
  const other = write(`${lines[0]}\nCOL titel VAL x\tCOL title VAL y\t1\n`, "txt");
  await assert.rejects(
    openDataset(other),
    failure("DATA_INVALID", /:2: a column "titel" that the first line does not have/),
  );
});

test("pairs that say nothing, or two things, are passed over and counted; strict refuses two things", async () => {
  const rows = ["x,1,y,1,1", "x,1,x,1,1", "x,1,y,1,1", "u,1,v,1,1", "v,1,u,1,0", "x,1,z,1,0"];
  const path = write(`t_a,n_a,t_b,n_b,same\n${rows.join("\n")}\n`);
  const { pairs, warnings } = await openDataset(path);
  assert.equal(pairs!.length, 2);
  assert.deepEqual(
    warnings.map(({ code, examples }) => [code, examples]),
    [
      ["ROWS_REPEATED", ["line 4"]],
      ["PAIRS_OF_ONE_RECORD", ["line 3"]],
      ["PAIRS_CONTRADICT", ["lines 5 and 6"]],
    ],
  );
  await assert.rejects(openDataset(path, { strict: true }), failure("LABEL_CONTRADICTION", /lines 5 and 6/));
});

test("what is wrong is named", async () => {
  const path = write("t_a,n_a,t_b,n_b,label\nx,1,y,2,1\nx,1,z,2,3\n");
  await assert.rejects(openDataset(path), failure("LABEL_AMBIGUOUS", /--label-means same\|different/));
  await assert.rejects(
    openDataset(path, { labelMeans: "same" }),
    failure("DATA_INVALID", /:3: "label" must be true.*got "3"/),
  );
  const sides = (left: string, right: string) => openDataset(path, { columns: { left, right }, labelMeans: "same" });
  await assert.rejects(sides("t_a,n_a", "t_b"), failure("INVALID_OPTION", /must name as many columns, got 2 .* and 1/));
  await assert.rejects(
    sides("t_a,n_x", "t_b,n_b"),
    failure("DATA_INVALID", /no column "n_x"; its columns are "t_a", "n_a"/),
  );
  const half = openDataset(path, { columns: { left: "t_a,n_a" }, labelMeans: "same" });
  await assert.rejects(half, failure("INVALID_OPTION", /left and right go together; right is not said/));
});
