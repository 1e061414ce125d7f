// kindred info: the description of a model, for people and for programs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { refitLines } from "../../../src/cli/model-text.js";
import { json, kindred } from "../../testkit/command.js";
import { temporaryFolder, write } from "../../testkit/pictures.js";
import { blockMeansInfo, blockMeansModel } from "../../testkit/tiny-model.js";

const training = {
  ...{
    items: 320,
    classes: 32,
    epochs: 12,
    steps: 480,
    seconds: 75,
    seed: 7,
    loss: { name: "contrastive", options: { margin: 1 } },
  },
  validation: { items: 80, classes: 8, auc: 0.98765, eer: 0.043 },
};

const bytes = blockMeansModel({ training });
const model = write(temporaryFolder(), "model.onnx", bytes);

test("--json gives the file's whole description", async () => {
  const finished = await kindred(["info", model, "--json"]);
  assert.deepEqual(json(finished), { model, bytes: bytes.length, ...blockMeansInfo, training });
  assert.equal(finished.status, 0);
});

test("what was trained again says which figures are not of it, in words for what the model takes", async () => {
  const refit = { items: 400, classes: 40, epochs: 12, steps: 600 };
  const folder = temporaryFolder();
  const again = write(folder, "again.onnx", blockMeansModel({ training: { ...training, refit } }));
  assert.match(
    (await kindred(["info", again])).stdout,
    /^trained again +on 400 pictures of all 40 classes, 12 epochs; threshold, calibration and validation are of the first training$/m,
  );
  const input = { kind: "series", channels: 1, zNormalise: false, mean: [0], std: [1] } as const;
  const series = refitLines({ training: { ...training, refit }, input });
  assert.match(series[0]![1], /^on 400 series of all 40 classes/);
});

test("people read what it takes, gives, decides and was trained on", async () => {
  const { stdout, stderr } = await kindred(["info", model]);
  assert.equal(stderr, "");
  for (const line of [
    /^takes +pictures of any size, brought to 8 wide, 8 high, grey, stretched to it/m,
    /^gives +embeddings of 16 numbers/m,
    /^encoder +conv4 \(width 16, embedding 16\)/m,
    /^threshold +2, where both errors are equal: false accepts 1\.0 %, false rejects 2\.0 %/m,
    /^loss +contrastive \(margin 1\)/m,
    /^trained on +320 pictures of 32 classes, 12 epochs, 480 steps, 1 min 15 s, seed 7/m,
    /^validation +AUC 0\.9877, EER 4\.3 % on 80 pictures of 8 classes held out$/m,
  ]) {
    assert.match(stdout, line);
  }
});

test("a model without a threshold says so", async () => {
  const bare = write(
    temporaryFolder(),
    "model.onnx",
    blockMeansModel({ threshold: undefined, calibration: undefined }),
  );
  const { stdout } = await kindred(["info", bare]);
  assert.match(stdout, /^threshold +none: trained without validation/m);
  assert.match(stdout, /^similarity +not calibrated/m);
});
