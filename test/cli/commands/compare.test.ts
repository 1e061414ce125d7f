// kindred compare: two hand-made models on the same pictures.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import type { Comparison } from "../../../src/evaluation/index.js";
import { json, kindred } from "../../testkit/command.js";
import { picture, temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansModel } from "../../testkit/tiny-model.js";

const folder = temporaryFolder();
const model = write(folder, "plain/model.onnx", blockMeansModel());
write(folder, "cosine/model.onnx", blockMeansModel({ distance: { name: "cosine", options: {} } }));
const runs = ["plain", "cosine"].map((name) => join(folder, name));
const classes = join(folder, "classes");

before(async () => {
  // The tone tells the classes apart, and cosine distance does not see it.
  for (let label = 0; label < 4; label++) {
    for (let i = 0; i < 3; i++) {
      const tone = 150 + 25 * label + 3 * i;
      const bytes = await picture(8, 8, (x) => [tone - x, tone - x, tone - x])
        .png()
        .toBuffer();
      write(classes, `c${label}/${i}.png`, bytes);
    }
  }
});

test("--json: figures of each, differences from the first, with what is real", async () => {
  const report = join(folder, "comparison.html");
  const words = ["compare", ...runs, "--data", classes, "--resamples", "60", "--report", report, "--json"];
  const finished = await kindred(words);
  assert.equal(finished.status, 0, finished.stderr);
  const { models, differences, against, pairs, over } = json<Comparison>(finished);
  assert.deepEqual([models.map(({ name }) => name), against], [runs, runs[0]]);
  assert.deepEqual([pairs, over], [{ same: 12, different: 54 }, "items"]);
  assert.equal(models[0]!.figures["auc"], 1);
  const { value, interval, real } = differences[0]!.figures["auc"]!;
  assert.ok(value < 0 && interval[0] <= value && value <= interval[1] && real === interval[1] < 0);
  const page = readFileSync(report, "utf8");
  assert.match(page, /^<!doctype html>[^]*Differences from [^]*ROC curves/);
  assert.doesNotMatch(page, /<script|NaN/);
});

test("people get a table and, for each model, its differences", async () => {
  const { status, stdout } = await kindred(["compare", model, runs[1]!, "--data", classes, "--resamples", "60"]);
  assert.equal(status, 0);
  assert.match(stdout, /^12 pictures; 12 same and 54 different pairs\n\n/);
  assert.match(stdout, /\nAUC +1\.0000 +0\.\d{4}\n/);
  assert.match(
    stdout,
    /\n.*cosine less .*model\.onnx; 95 % intervals over 12 items\n {2}AUC +-0\.\d{4} .* (real|may be chance)\n/,
  );
});

const refusals: readonly (readonly [what: string, words: () => readonly string[], message: RegExp])[] = [
  ["one run", () => [runs[0]!, "--data", classes], /two runs or models, or more, got 1/],
  ["no data", () => runs, /--data/],
  [
    "a run that is not there",
    () => [runs[0]!, join(folder, "absent"), "--data", classes],
    /absent: no such file or folder/,
  ],
  ["a folder without a model", () => [runs[0]!, classes, "--data", classes], /a folder without model\.onnx/],
];

for (const [what, words, message] of refusals) {
  test(`refused: ${what}`, async () => {
    const { status, stderr } = await kindred(["compare", ...words()]);
    assert.equal(status, 2);
    assert.match(stderr, message);
  });
}
