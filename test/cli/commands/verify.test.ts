// kindred verify: the answer, its exit status, and what goes wrong.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = write(folder, "model.onnx", blockMeansModel());
const files = { grey: "", nearlyGrey: "", striped: "", text: write(folder, "text.png", "no picture"), cut: "" };

before(async () => {
  const plain = (value: number): Promise<Buffer> =>
    picture(8, 8, () => [value, value, value])
      .png()
      .toBuffer();
  const stripes = await picture(8, 8, (x) => (x < 4 ? [0, 0, 0] : [255, 255, 255]))
    .png()
    .toBuffer();
  files.grey = write(folder, "grey.png", await plain(128));
  files.nearlyGrey = write(folder, "nearly-grey.png", await plain(130));
  files.striped = write(folder, "striped.png", stripes);
  files.cut = write(folder, "cut.png", stripes.subarray(0, stripes.length - 20));
});

test("the same: status 0, with distance, threshold and similarity", async () => {
  const finished = await kindred(["verify", model, files.grey, files.nearlyGrey, "--json"]);
  const { distance, ...rest } = json<{ distance: number; similarity: number }>(finished);
  // Sixteen means that differ by 2 grey levels of 255, over a standard deviation of a quarter: 4 * 2/255 * 4.
  assert.ok(Math.abs(distance - 32 / 255) < 1e-5, `${distance}`);
  assert.deepEqual(rest, { same: true, threshold: 2, similarity: 1 / (1 + Math.exp(2 * distance - 4)) });
  assert.equal(finished.status, 0);
});

test("different: status 1, told to people on standard output", async () => {
  const { status, stdout, stderr } = await kindred(["verify", model, files.grey, files.striped]);
  assert.deepEqual([status, stderr], [1, ""]);
  assert.match(stdout, /^different\ndistance +8 \(euclidean\)\nthreshold +2 \(false accepts 1\.0 %/);
  assert.match(stdout, /similarity +<0\.001 \(probability of the same\)\n$/);
});

test("--threshold decides instead of the model's", async () => {
  const finished = await kindred(["verify", model, files.grey, files.striped, "--threshold", "9", "--json"]);
  assert.deepEqual([finished.status, json(finished)["same"], json(finished)["threshold"]], [0, true, 9]);
});

test("a model without a threshold decides by a given one only", async () => {
  const bare = write(folder, "bare.onnx", blockMeansModel({ threshold: undefined, calibration: undefined }));
  const refused = await kindred(["verify", bare, files.grey, files.striped]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /no threshold/);
  const decided = await kindred(["verify", bare, files.grey, files.striped, "--threshold", "1", "--json"]);
  assert.deepEqual([decided.status, json(decided)["same"], json(decided)["similarity"]], [1, false, null]);
});

const later = blockMeansModel({ format: 2, kindred: "9.9.9" });

const failures: readonly (readonly [name: string, words: () => readonly string[], message: RegExp])[] = [
  ["a picture that is not there", () => [model, files.grey, "absent.png"], /^error: absent\.png: no such file/],
  ["a file that is no picture", () => [model, files.text, files.grey], /text\.png: no picture that Kindred reads/],
  ["a picture cut short", () => [model, files.grey, files.cut], /cut\.png: /],
  ["a model that is not there", () => ["absent.onnx", files.grey, files.grey], /absent\.onnx: no such file/],
  ["a file that is no model", () => [files.grey, files.grey, files.grey], /grey\.png: not an ONNX file/],
  [
    "a model cut short",
    () => [write(folder, "cut.onnx", blockMeansModel().subarray(0, 300)), files.grey, files.grey],
    /cut\.onnx: the file is cut short/,
  ],
  [
    "a model of a later format",
    () => [write(folder, "later.onnx", later), files.grey, files.grey],
    /later\.onnx: format 2, written by Kindred 9\.9\.9/,
  ],
];

for (const [name, words, message] of failures) {
  test(`${name}: status 2`, async () => {
    const { status, stdout, stderr } = await kindred(["verify", ...words()]);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, message);
    assert.match(stderr, /^error: [^\n]*\n$/);
  });
}
