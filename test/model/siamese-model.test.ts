import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { decodeImage } from "../../src/data/decode.js";
import { mahalanobis } from "../../src/distances/index.js";
import { loadModel, type PixelImage, type SiameseModel } from "../../src/model/index.js";
import { failure, noisePng, temporaryFolder, write } from "../testkit/pictures.js";
import { blockMeans, blockMeansInfo, blockMeansModel } from "../testkit/tiny-model.js";

const folder = temporaryFolder();
const names = await Promise.all(
  [1, 2, 3, 4, 5].map(async (seed) => write(folder, `${seed}.png`, await noisePng(seed))),
);

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) <= tolerance, `${actual[i]} at ${i}, expected ${expected[i]}`);
  }
}

/** A model that is closed when the test ends. */
async function opened(t: { after(f: () => Promise<void>): void }, bytes = blockMeansModel()): Promise<SiameseModel> {
  const model = await loadModel(bytes, { threads: 1 });
  t.after(() => model.close());
  return model;
}

function noise(count: number, seed: number): Uint8Array {
  const generator = random(seed, "pixels");
  return Uint8Array.from({ length: count }, () => generator.integer(256));
}

test("embeds paths, bytes and pixels alike, in their order", async (t) => {
  const model = await opened(t);
  const bytes = await readFile(names[1]!);
  const pixels: PixelImage = {
    width: 8,
    height: 8,
    channels: 1,
    data: await decodeImage(names[2]!, blockMeansInfo.input),
  };
  const result = await model.embed([names[0]!, bytes, pixels]);
  assert.deepEqual([result.rows, result.columns, result.ids], [3, 16, [names[0], "input 1", "input 2"]]);
  const expected = await Promise.all(names.slice(0, 3).map((name) => decodeImage(name, blockMeansInfo.input)));
  close(result.data, expected.flatMap(blockMeans));
});

test("pixels of another size or colour are brought to the model's", async (t) => {
  const model = await opened(t);
  const wide: PixelImage = { width: 20, height: 10, channels: 3, data: new Uint8Array(600).fill(255) };
  close((await model.embed([wide])).data, new Array<number>(16).fill(2), 1e-2);
});

test("pixels that do not fill their size are refused", async (t) => {
  const model = await opened(t);
  const short: PixelImage = { width: 8, height: 8, channels: 1, data: new Uint8Array(63) };
  await assert.rejects(model.embed([short]), failure("INVALID_INPUT", /takes 64 bytes, got 63/));
  await assert.rejects(model.embedPixels(new Uint8Array(100)), failure("INVALID_INPUT", /multiple of 64/));
});

test("embeddings do not depend on the batch size, and progress is told after each batch", async (t) => {
  const model = await opened(t);
  const pixels = noise(7 * 64, 3);
  const whole = await model.embedPixels(pixels);
  const done: number[] = [];
  const parts = await model.embedPixels(pixels, { batchSize: 3, onProgress: (count) => done.push(count) });
  close(parts.data, whole.data, 1e-6);
  assert.deepEqual(done, [3, 6, 7]);
  close(whole.data.subarray(96, 112), blockMeans(pixels.subarray(384)));
  assert.equal((await model.embedPixels(new Uint8Array(0))).rows, 0);
});

test("an unreadable picture ends the call, or is left out and named", async (t) => {
  const model = await opened(t);
  const broken = write(folder, "broken.png", (await noisePng(9)).subarray(0, 60));
  const inputs = [names[0]!, broken, names[1]!, path.join(folder, "gone.png"), names[2]!];
  await assert.rejects(model.embed(inputs), failure("IMAGE_UNREADABLE", /broken\.png/));
  const result = await model.embed(inputs, { unreadable: "skip", batchSize: 2 });
  assert.deepEqual(result.ids, [names[0], names[1], names[2]]);
  assert.deepEqual(
    result.unreadable.map(({ index, id }) => [index, id]),
    [
      [1, broken],
      [3, inputs[3]],
    ],
  );
  close(result.data, (await model.embed([names[0]!, names[1]!, names[2]!])).data);
});

test("verify decides by the distance, and says how sure it is", async (t) => {
  const model = await opened(t);
  const [a, b] = await Promise.all([0, 1].map((i) => decodeImage(names[i]!, blockMeansInfo.input)));
  const distance = Math.hypot(...blockMeans(a!).map((value, i) => value - blockMeans(b!)[i]!));
  const verdict = await model.verify(names[0]!, names[1]!);
  close([verdict.distance], [distance]);
  close([verdict.similarity!], [1 / (1 + Math.exp(2 * distance - 4))]);
  assert.deepEqual([verdict.same, verdict.threshold], [distance <= 2, 2]);
  assert.deepEqual(await model.verify(names[1]!, names[0]!), verdict);
  const itself = await model.verify(names[0]!, names[0]!);
  assert.deepEqual([itself.same, itself.distance], [true, 0]);
  assert.equal((await model.verify(names[0]!, names[1]!, { threshold: distance + 0.1 })).same, true);
  assert.equal((await model.verify(names[0]!, names[1]!, { threshold: distance - 0.1 })).same, false);
});

test("without a threshold there is a distance to decide by, or no decision", async (t) => {
  const model = (await opened(t)).withDecision({});
  await assert.rejects(model.verify(names[0]!, names[1]!), failure("MODEL_UNCALIBRATED", /threshold/));
  const verdict = await model.verify(names[0]!, names[1]!, { threshold: 1e9 });
  assert.deepEqual([verdict.same, "similarity" in verdict], [true, false]);
});

test("a saved model is the same model; a new decision travels with it", async (t) => {
  const model = (await opened(t)).withDecision({ threshold: { threshold: 0.5, far: 0, frr: 0, kind: "given" } });
  const file = path.join(folder, "saved", "model.onnx");
  await model.save(file);
  const again = await opened(t, new Uint8Array(await readFile(file)));
  assert.deepEqual(again.info, model.info);
  assert.equal(again.info.calibration, undefined);
  const ofRun = await loadModel(path.dirname(file));
  assert.deepEqual(ofRun.info, model.info);
  close((await again.embed(names)).data, (await model.embed(names)).data, 0);
});

test("another distance takes the threshold with it, and is saved", async (t) => {
  const whitened = mahalanobis({ whitening: [new Array<number>(16).fill(2)] });
  const model = (await opened(t)).withDistance(whitened);
  assert.deepEqual([model.info.threshold, model.info.calibration], [undefined, undefined]);
  await assert.rejects(model.verify(names[0]!, names[1]!), failure("MODEL_UNCALIBRATED", /threshold/));
  const file = path.join(folder, "saved", "whitened.onnx");
  await model.save(file);
  const again = await opened(t, new Uint8Array(await readFile(file)));
  const [a, b] = [new Float32Array(16).fill(1), new Float32Array(16)];
  assert.equal(again.distance.between(a, b), 32);
});

test("files that are missing, folders or damaged are refused", async () => {
  await assert.rejects(loadModel(path.join(folder, "none.onnx")), failure("NOT_FOUND", /none\.onnx: no such file/));
  await assert.rejects(loadModel(folder), failure("MODEL_INVALID", /: a folder without model\.onnx/));
  await assert.rejects(loadModel(names[0]!), failure("MODEL_INVALID", /not an ONNX file/));
  const bytes = blockMeansModel();
  const cut = path.join(folder, "cut.onnx");
  await writeFile(cut, bytes.subarray(0, bytes.length - 10));
  await assert.rejects(loadModel(cut), failure("MODEL_INVALID", /cut\.onnx: .*cut short/));
});

test("a graph that is damaged inside is refused when it is first used", async () => {
  const bytes = blockMeansModel();
  const broken = Buffer.from(bytes).toString("latin1").replaceAll("AveragePool", "AveragePoux");
  const model = await loadModel(new Uint8Array(Buffer.from(broken, "latin1")));
  await assert.rejects(model.embed([names[0]!]), failure("MODEL_INVALID", /the graph is damaged/));
  await model.close();
});

test("a signal stops between batches", async (t) => {
  const model = await opened(t);
  const controller = new AbortController();
  const run = model.embedPixels(noise(640, 1), {
    batchSize: 1,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await assert.rejects(run, { name: "AbortError" });
});

test("a model can be used again after it was closed", async (t) => {
  const model = await opened(t);
  const before = await model.embed(names);
  await model.close();
  close((await model.embed(names)).data, before.data, 0);
});
