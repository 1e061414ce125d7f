// Dotted options are taken out of the words, whatever stands around them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeDottedOptions } from "../../src/cli/dotted-options.js";
import { failure } from "../testkit/pictures.js";

const parts = ["loss", "encoder"];

test("both ways of writing them; the words that stay keep their order", () => {
  const words = [
    "train",
    "faces",
    "--loss.margin",
    "2",
    "--seed",
    "1",
    "--encoder.norm=batch",
    "--loss.soft=true",
    "--json",
  ];
  assert.deepEqual(takeDottedOptions(words, parts), {
    rest: ["train", "faces", "--seed", "1", "--json"],
    parts: { loss: { margin: 2, soft: true }, encoder: { norm: "batch" } },
  });
});

test("names may be written with hyphens; values may be negative, hold an equals sign, or be JSON", () => {
  const words = ["--loss.positive-margin", "-0.5", "--loss.a=b=c", "--encoder.width", "[16,32]"];
  assert.deepEqual(takeDottedOptions(words, parts).parts, {
    loss: { positiveMargin: -0.5, a: "b=c" },
    encoder: { width: [16, 32] },
  });
});

test("other parts are left for the command to refuse; a missing value is refused here", () => {
  assert.deepEqual(takeDottedOptions(["--los.margin", "2"], parts), { rest: ["--los.margin", "2"], parts: {} });
  for (const words of [["--loss.margin"], ["--loss.margin", "--json"]]) {
    assert.throws(
      () => takeDottedOptions(words, parts),
      failure("INVALID_OPTION", /^--loss\.margin: expected a value/),
    );
  }
});
