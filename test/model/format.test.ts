import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorCode, KindredError } from "../../src/core/errors.js";
import { add, encodeModel, input, scalar } from "../../src/graph/index.js";
import { decodeInfo, encodeInfo, formatVersion, type ModelInfo } from "../../src/model/format.js";
import { blockMeansInfo, blockMeansModel } from "../testkit/tiny-model.js";

function fails(bytes: Uint8Array, code: ErrorCode, words: RegExp): void {
  assert.throws(
    () => decodeInfo(bytes, "m.onnx"),
    (error: KindredError) => {
      assert.equal(error.code, code);
      assert.match(error.message, /^m\.onnx: /);
      assert.match(error.message, words);
      return true;
    },
  );
}

function withMetadata(metadata: Readonly<Record<string, string>>): Uint8Array {
  return encodeModel({ outputs: { y: add(input("x", "float32", [1]), scalar(1)) }, metadata });
}

test("the description reads back as it was written", () => {
  assert.deepEqual(decodeInfo(blockMeansModel(), "m"), blockMeansInfo);
  assert.equal(blockMeansInfo.format, formatVersion);
});

test("an ONNX model of somebody else's is refused as no Kindred model", () => {
  fails(withMetadata({}), "MODEL_INVALID", /no Kindred model/);
  fails(withMetadata({ author: "x" }), "MODEL_INVALID", /no Kindred model/);
});

test("a later format is refused, naming both versions; a later field in this format is not", () => {
  const later = { ...blockMeansInfo, format: formatVersion + 1, kindred: "9.1.0" };
  fails(
    withMetadata(encodeInfo(later)),
    "MODEL_VERSION",
    /format 2, written by Kindred 9\.1\.0.*up to format 1.*update/,
  );
  const extended = { ...blockMeansInfo, colourOfTheSky: "blue" } as ModelInfo;
  assert.equal(decodeInfo(withMetadata(encodeInfo(extended)), "m").embedding, 16);
});

test("a later format is refused as such even where the rest has changed beyond reading", () => {
  fails(withMetadata({ kindred: `{"format":3}` }), "MODEL_VERSION", /format 3/);
});

const damages: Readonly<Record<string, [unknown, RegExp]>> = {
  "no JSON": ["{", /no JSON object/],
  "JSON, but no object": ["7", /no JSON object/],
  "no format": [{ ...blockMeansInfo, format: undefined }, /format version/],
  "another input": [{ ...blockMeansInfo, input: { kind: "sound" } }, /kind "image"/],
  "no size": [{ ...blockMeansInfo, input: { ...blockMeansInfo.input, height: 0 } }, /height/],
  "too few means": [{ ...blockMeansInfo, input: { ...blockMeansInfo.input, colour: "rgb" } }, /mean must be 3 numbers/],
  "a deviation of zero": [{ ...blockMeansInfo, input: { ...blockMeansInfo.input, std: [0] } }, /std must be > 0/],
  "no width": [{ ...blockMeansInfo, embedding: "16" }, /embedding width/],
  "no encoder": [{ ...blockMeansInfo, encoder: undefined }, /no encoder/],
  "an unknown distance": [
    { ...blockMeansInfo, distance: { name: "euclidian", options: {} } },
    /did you mean "euclidean"/,
  ],
  "a threshold of text": [{ ...blockMeansInfo, threshold: { threshold: "2" } }, /threshold/],
  "another calibration": [{ ...blockMeansInfo, calibration: { kind: "beta" } }, /neither logistic nor isotonic/],
  "a logistic calibration without slope": [{ ...blockMeansInfo, calibration: { kind: "logistic" } }, /not logistic/],
  "an isotonic calibration without knots": [{ ...blockMeansInfo, calibration: { kind: "isotonic" } }, /no knots/],
  "knots without a probability each": [
    { ...blockMeansInfo, calibration: { kind: "isotonic", distances: [0, 1], probabilities: [1] } },
    /probability for each/,
  ],
};

for (const [what, [value, words]] of Object.entries(damages)) {
  test(`damaged metadata: ${what}`, () => {
    fails(withMetadata({ kindred: typeof value === "string" ? value : JSON.stringify(value) }), "MODEL_INVALID", words);
  });
}
