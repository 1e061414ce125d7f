import assert from "node:assert/strict";
import { test } from "node:test";
import { classesByGroup, groupsOf } from "../../src/data/groups.js";

test("class folders under one parent other than the root are a group", () => {
  const { groups, groupOfClass } = groupsOf(["01/forged", "01/genuine", "02/forged", "02/genuine"]);
  assert.deepEqual(groups, ["01", "02"]);
  assert.deepEqual([...groupOfClass], [0, 0, 1, 1]);
  assert.deepEqual(classesByGroup({ groups, groupOfClass }), [
    [0, 1],
    [2, 3],
  ]);
});

test("classes directly below the root, or all below one parent, are groups of their own", () => {
  assert.deepEqual(groupsOf(["anna", "bert"]), { groups: ["anna", "bert"], groupOfClass: Int32Array.of(0, 1) });
  assert.deepEqual(groupsOf(["all/anna", "all/bert"]).groups, ["all/anna", "all/bert"]);
  assert.deepEqual(groupsOf([]), { groups: [], groupOfClass: new Int32Array() });
});

test("mixed depths: a class beside groups is a group, and joins the folders within it", () => {
  const { groups, groupOfClass } = groupsOf(["anna", "anna/old", "x/y/1", "x/y/2"]);
  assert.deepEqual(groups, ["anna", "x/y"]);
  assert.deepEqual([...groupOfClass], [0, 0, 1, 1]);
});
