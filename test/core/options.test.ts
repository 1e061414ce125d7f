import assert from "node:assert/strict";
import { test } from "node:test";
import { checkChoice, checkCount, checkFlag, checkNames, checkRange } from "../../src/core/options.js";

test("unknown names are refused with the nearest known one", () => {
  checkNames("conv4", { width: 1 }, ["width", "depth"]);
  assert.throws(() => checkNames("conv4", { dept: 1 }, ["width", "depth"]), {
    code: "INVALID_OPTION",
    message: /^conv4: unknown option "dept", did you mean "depth"\? Known: width, depth$/,
  });
  assert.throws(() => checkNames("euclidean", { p: 2 }, []), /unknown option "p"\.? Known: none/);
});

test("counts are whole numbers from a least one on", () => {
  checkCount("x", "n", 1);
  checkCount("x", "n", 0, 0);
  for (const bad of [0, 1.5, NaN, "3", undefined]) {
    assert.throws(() => checkCount("x", "n", bad), /x: n must be a whole number >= 1, got/);
  }
});

test("ranges name their bounds", () => {
  checkRange("x", "r", 0.5, { from: 0, below: 1 });
  assert.throws(() => checkRange("x", "r", 1, { from: 0, below: 1 }), /x: r must be >= 0 and < 1, got 1/);
  assert.throws(() => checkRange("x", "r", 0, { above: 0, to: 2 }), /x: r must be > 0 and <= 2, got 0/);
  assert.throws(() => checkRange("x", "r", Infinity), /x: r must be a finite number, got/);
  assert.throws(() => checkRange("x", "r", "1", { above: 0 }), /x: r must be > 0, got "1"/);
});

test("flags and choices", () => {
  checkFlag("x", "f", false);
  assert.throws(() => checkFlag("x", "f", "true"), /x: f must be true or false, got "true"/);
  checkChoice("x", "c", "hard", ["all", "hard"]);
  assert.throws(
    () => checkChoice("x", "c", "har", ["all", "hard"]),
    /one of all, hard, got "har", did you mean "hard"\?/,
  );
  assert.throws(() => checkChoice("x", "c", 3, ["all", "hard"]), /one of all, hard, got 3/);
});
