import assert from "node:assert/strict";
import { test } from "node:test";
import { itemsByClass, selectItems, subset, withoutItems } from "../../src/data/dataset.js";
import { failure, fakeDataset, fakePairs } from "../testkit/pictures.js";

const signers = fakeDataset({ "01/forged": 2, "01/genuine": 1, "02/forged": 1, "02/genuine": 2, "03/genuine": 1 });

test("subset keeps whole classes and numbers classes, groups and items anew", () => {
  const kept = subset(signers, [4, 2, 3]);
  assert.deepEqual(kept.classes, ["02/forged", "02/genuine", "03/genuine"]);
  assert.deepEqual(kept.groups, ["02", "03"]);
  assert.deepEqual([...kept.groupOfClass], [0, 0, 1]);
  assert.deepEqual(
    kept.items.map(({ id, label }) => [id, label]),
    [
      ["02/forged/0.png", 0],
      ["02/genuine/0.png", 1],
      ["02/genuine/1.png", 1],
      ["03/genuine/0.png", 2],
    ],
  );
  assert.deepEqual(itemsByClass(kept), [[0], [1, 2], [3]]);
  assert.equal(signers.items[3]!.label, 2, "the original is left as it was");
});

test("withoutItems drops classes and groups that lose their last item, and pairs that lose a side", () => {
  const rest = withoutItems(signers, [0, 6]);
  assert.deepEqual(rest.classes, ["01/forged", "01/genuine", "02/forged", "02/genuine"]);
  assert.deepEqual(rest.groups, ["01", "02"]);
  const pairs = withoutItems(
    fakePairs(4, [
      [0, 1, true],
      [1, 2, false],
      [2, 3, true],
      [0, 3, false],
    ]),
    [1],
  );
  assert.deepEqual(pairs.pairs, [
    { a: 1, b: 2, same: true },
    { a: 0, b: 2, same: false },
  ]);
  assert.deepEqual(
    pairs.items.map(({ id, label }) => [id, label]),
    [
      ["0.png", -1],
      ["2.png", -1],
      ["3.png", -1],
    ],
  );
});

test("selectItems keeps the dataset's order and knows no pairs where there are none", () => {
  const some = selectItems(signers, [5, 0, 0]);
  assert.deepEqual(
    some.items.map(({ id }) => id),
    ["01/forged/0.png", "02/genuine/1.png"],
  );
  assert.ok(!("pairs" in some));
});

test("numbers that are none are refused", () => {
  assert.throws(() => selectItems(signers, [7]), failure("INVALID_INPUT", /item must be within \[0, 7\), got 7/));
  assert.throws(() => subset(signers, [5]), failure("INVALID_INPUT", /class must be within \[0, 5\), got 5/));
  assert.throws(() => subset(fakePairs(2, [[0, 1, true]]), [0]), failure("INVALID_INPUT", /pairs have no classes/));
});
