// How well does an encoder trained on Omniglot's background set do on the official 20 runs of 20-way one-shot classification?
//
//   npm run bench:omniglot -- [--minutes 60 | --epochs 45] [--size 56] [--loss cosface] [--seed 0] [--data FOLDER] [--run FOLDER] [--keep FILE]
//
// Trains on images_background alone. The epoch that is kept is chosen on background alphabets that are held out; the runs are
// looked at once, at the end: with one view of each picture, and with the mean embedding of several. Koch et al. 2015: 8.0 %
// error, people 4.5 %, Bayesian program learning 3.3 %.

import { copyFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { train } from "../src/index.js";
import { decodeImage, officialRuns, type OfficialRun } from "../src/data/index.js";
import { scoreOfficialRuns, type OfficialRunsResult, type RunEmbeddings } from "../src/evaluation/index.js";
import type { Matrix } from "../src/core/embeddings.js";
import { imageInputOf, type SiameseModel } from "../src/model/index.js";
import { writeResult } from "./lib/results.js";
import { viewed, views, type View } from "./lib/views.js";
import { unpackOnce } from "./lib/zip.js";

const shared = process.env["KINDRED_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    epochs: { type: "string" },
    size: { type: "string", default: "56" },
    loss: { type: "string", default: "cosface" },
    seed: { type: "string", default: "0" },
    batch: { type: "string", default: "128" },
    data: { type: "string", default: join(shared, "data", "omniglot") },
    run: { type: "string", default: join(tmpdir(), `kindred-omniglot-${Date.now()}`) },
    keep: { type: "string" },
  },
});
const side = Number(values.size);
const unpacked = join(tmpdir(), "kindred-omniglot");
await unpackOnce(join(values.data, "images_background.zip"), join(unpacked, "background"));
await unpackOnce(join(values.data, "all_runs.zip"), join(unpacked, "runs"));

let images = 0;
let imagesPerSecond = 0;
const model = await train(join(unpacked, "background", "images_background"), {
  run: values.run,
  ...(values.epochs === undefined ? { minutes: Number(values.minutes ?? 60) } : { epochs: Number(values.epochs) }),
  size: side,
  colour: "grey",
  seed: Number(values.seed),
  encoder: { name: "conv4", options: { width: [64, 64, 128, 128, 256], pools: 4, embedding: 160, dropout: 0.2 } },
  loss: values.loss === "cosface" ? { name: "cosface", options: { margin: 0.2, scale: 30 } } : values.loss,
  rotateClasses: true,
  augment: { rotate: 15, shear: 0.3, scale: [0.8, 1.2], stretch: [0.9, 1.1], shift: 0.1, fill: "background" },
  batch: values.loss === "cosface" ? { classes: Number(values.batch), samples: 1 } : Number(values.batch),
  lr: 2e-3,
  validation: 0.07,
  ...(values.epochs !== undefined && { patience: Number(values.epochs) }),
  onEvent(event) {
    if (event.type === "step") images += Number(values.batch);
    if (event.type !== "epoch") return;
    const { epoch, loss, validation, seconds } = event;
    imagesPerSecond = Math.max(imagesPerSecond, event.imagesPerSecond);
    console.error(JSON.stringify({ epoch, loss, images, validation, minutes: seconds / 60 }));
  },
});
const runs = await officialRuns(join(unpacked, "runs"));
const [single, several] = [await score(model, runs, views.slice(0, 1)), await score(model, runs, views)];
const { size: bytes } = await stat(join(values.run, "model.onnx"));
if (values.keep !== undefined) await copyFile(join(values.run, "model.onnx"), values.keep);
const result = {
  protocol: "official 20 runs, trained on images_background only",
  options: values.loss,
  size: side,
  minutes: model.summary.seconds / 60,
  images,
  "images a second, fastest epoch": Math.round(imagesPerSecond),
  best: model.summary.best,
  modelMiB: Math.round((bytes / 2 ** 20) * 100) / 100,
  error: { oneView: single.error, [`mean of ${views.length} views`]: several.error },
  accuracyInterval: { oneView: single.interval, several: several.interval },
};
console.log(JSON.stringify(result, null, 2));
console.log(`written to ${writeResult("omniglot", result)}`);
process.exit(0);

async function score(
  model: SiameseModel,
  runs: readonly OfficialRun[],
  views: readonly View[],
): Promise<OfficialRunsResult> {
  const embedded: RunEmbeddings[] = [];
  for (const { name, test, training, truth } of runs) {
    embedded.push({
      name,
      truth,
      test: await embed(model, test, views),
      training: await embed(model, training, views),
    });
  }
  return scoreOfficialRuns(embedded, model.distance);
}

/** The mean embedding over the views, one row a picture. */
async function embed(model: SiameseModel, paths: readonly string[], views: readonly View[]): Promise<Matrix> {
  const spec = { height: side, width: side, colour: "grey", fit: imageInputOf(model.info).fit } as const;
  const pictures = await Promise.all(paths.map((path) => decodeImage(path, spec)));
  let sum: Float32Array | undefined;
  let columns = 0;
  for (const view of views) {
    const pixels = Buffer.concat(pictures.map((picture) => viewed(picture, side, view, 255)));
    const matrix = await model.embedPixels(pixels);
    columns = matrix.columns;
    sum = sum === undefined ? Float32Array.from(matrix.data) : sum.map((value, i) => value + matrix.data[i]!);
  }
  return { data: sum!.map((value) => value / views.length), rows: paths.length, columns };
}
