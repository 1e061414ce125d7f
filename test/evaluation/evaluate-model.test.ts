import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeImage, imageFolder } from "../../src/data/index.js";
import { evaluateModel, rawPixels } from "../../src/evaluation/index.js";
import { loadModel } from "../../src/model/index.js";
import { classNames, gratingFolder } from "../testkit/gratings.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";
import { blockMeansInfo, blockMeansModel } from "../testkit/tiny-model.js";

const folder = await gratingFolder(classNames(5), 4);
write(folder, "c0/broken.png", "no picture");

test("a folder is judged by all pairs of its readable pictures, at the model's threshold", async () => {
  const model = await loadModel(blockMeansModel(), { threads: 1 });
  const result = await evaluateModel(model, folder, { oneShot: { ways: 3, trials: 20 } });
  await model.close();
  assert.deepEqual([result.items, result.classes, result.distance], [20, 5, "euclidean"]);
  assert.deepEqual(result.verification!.pairs, { same: 30, different: 160 });
  assert.equal(result.verification!.threshold, 2);
  assert.deepEqual([result.oneShot!.ways, result.oneShot!.trials], [3, 20]);
  assert.deepEqual(
    result.warnings.map(({ code }) => code),
    ["IMAGES_UNREADABLE"],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(result.verification)), result.verification);
});

test("strict stops at the unreadable one", async () => {
  const model = await loadModel(blockMeansModel(), { threads: 1 });
  await assert.rejects(evaluateModel(model, folder, { unreadable: "throw" }), failure("IMAGE_UNREADABLE", /broken/));
  await model.close();
});

test("a pairs file is judged by its pairs; those of an unreadable picture go", async () => {
  const rows = [
    "a,b,label",
    "c0/0.png,c0/1.png,0",
    "c0/0.png,c1/1.png,1",
    "c2/0.png,c3/0.png,1",
    "c0/broken.png,c0/1.png,0",
  ];
  const pairs = write(folder, "pairs.csv", rows.join("\n"));
  const model = await loadModel(blockMeansModel({}), { threads: 1 });
  const { verification, warnings } = await evaluateModel(model, pairs, { labelMeans: "different" });
  await model.close();
  assert.deepEqual(verification!.pairs, { same: 1, different: 2 });
  assert.equal(warnings.length, 1);
});

test("without a readable picture there is nothing to judge", async () => {
  const root = temporaryFolder();
  for (const name of ["a/1.png", "b/1.png"]) write(root, name, "no picture");
  const model = await loadModel(blockMeansModel(), { threads: 1 });
  await assert.rejects(evaluateModel(model, root), failure("DATA_EMPTY", /none of 2 pictures/));
  await model.close();
});

test("raw pixels are the bytes as shares, a row a readable picture", async () => {
  const { embeddings, dataset } = await rawPixels(await imageFolder(folder), blockMeansInfo.input);
  assert.deepEqual([embeddings.rows, embeddings.columns, dataset.items.length], [20, 64, 20]);
  const bytes = await decodeImage(dataset.items[7]!.path, blockMeansInfo.input);
  assert.deepEqual(
    embeddings.data.subarray(7 * 64, 8 * 64),
    Float32Array.from(bytes, (value) => value / 255),
  );
  assert.equal(embeddings.labels![7], dataset.items[7]!.label);
});
