import assert from "node:assert/strict";
import { test } from "node:test";
import { textConv } from "../../src/encoders/index.js";
import { chooseTokens } from "../../src/training/choose-tokens.js";
import { failure } from "../testkit/pictures.js";

const texts = ["red red chair", "a red table", "a chair"];

test("what texts are read as follows from the encoder, where nobody says it", () => {
  const unit = (encoder?: string): string => chooseTokens(encoder === undefined ? {} : { encoder }, texts).unit;
  assert.equal(unit("text-conv"), "bytes");
  assert.equal(unit("text-mean"), "ngrams");
  assert.equal(unit("text-recurrent"), "words");
  assert.equal(unit("text-transformer"), "subwords");
  assert.equal(chooseTokens({ encoder: textConv() }, texts).unit, "bytes");
  const words = chooseTokens({ encoder: "text-conv", tokens: "words" }, texts);
  assert.deepEqual([words.unit, words.vocabulary], ["words", 5]);
  const short = chooseTokens({ tokens: { name: "bytes", options: { longest: 9, lowercase: false } } }, texts);
  assert.deepEqual([short.longest, short.lowercase], [9, false]);
});

test("unknown units and options are refused", () => {
  assert.throws(() => chooseTokens({ tokens: "wrods" }, texts), failure("INVALID_OPTION", /did you mean "words"/));
  const tokens = { name: "words", options: { letters: [2, 3] } } as const;
  assert.throws(
    () => chooseTokens({ tokens }, texts),
    failure("INVALID_OPTION", /tokens words: unknown option "letters"/),
  );
});
