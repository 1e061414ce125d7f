// Values of options: what is read, what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { anyValue, batch, list, modelFile, number, range, size, wholeNumber, word } from "../../src/cli/values.js";
import { failure } from "../testkit/pictures.js";

test("numbers within their range", () => {
  assert.equal(number("--x", { min: 0 })("0"), 0);
  assert.equal(number("--x")("-1.5e3"), -1500);
  assert.equal(wholeNumber("--x")("7"), 7);
  for (const text of ["", " ", "abc", "1x", "NaN", "Infinity", "-1"]) {
    assert.throws(
      () => number("--x", { min: 0 })(text),
      failure("INVALID_OPTION", /^--x: expected a number >= 0, got "/),
    );
  }
  assert.throws(
    () => number("--x", { min: 0, above: true })("0"),
    failure("INVALID_OPTION", /expected a number > 0, got "0"/),
  );
  assert.throws(
    () => number("--x", { min: 0, above: true, max: 1 })("2"),
    failure("INVALID_OPTION", /above 0, up to 1, got "2"/),
  );
  assert.throws(() => wholeNumber("--x")("1.5"), failure("INVALID_OPTION", /a whole number >= 1, got "1.5"/));
});

test("a range is two numbers", () => {
  assert.deepEqual(
    [range("--r")("0,5"), range("--r")("-1, 1")],
    [
      [0, 5],
      [-1, 1],
    ],
  );
  for (const text of ["5", "0,", "0,1,2", "a,b"]) {
    assert.throws(() => range("--r")(text), failure("INVALID_OPTION", /^--r: expected two numbers such as 0,5, got "/));
  }
});

test("sizes, batches, lists and words", () => {
  assert.deepEqual([size("--s")("64"), size("--s")("96x80")], [64, [96, 80]]);
  assert.deepEqual([batch("--b")("64"), batch("--b")("16x4")], [64, { classes: 16, samples: 4 }]);
  assert.deepEqual([list("--w")("32"), list("--w")("32,64")], [32, [32, 64]]);
  assert.equal(word("--c", ["grey", "rgb"])("rgb"), "rgb");
  assert.equal(modelFile("--out")("a/b.onnx"), "a/b.onnx");
  assert.throws(
    () => modelFile("--out")("b.zip"),
    failure("INVALID_OPTION", /--out: expected a name that ends in \.onnx, got "b\.zip"/),
  );
  assert.throws(() => size("--s")("64x"), failure("INVALID_OPTION", /HEIGHTxWIDTH/));
  assert.throws(() => list("--w")("32,,64"), failure("INVALID_OPTION", /whole number/));
  assert.throws(() => word("--c", ["grey", "rgb"])("gray"), failure("INVALID_OPTION", /did you mean "grey"\?/));
});

test("a value whose type is not known here: JSON where it is some, else text", () => {
  assert.deepEqual(["2", "true", "[1,2]", "semi-hard"].map(anyValue), [2, true, [1, 2], "semi-hard"]);
});
