// How a training begins over a former run, and how one ends that learned nothing.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import type { TrainOptions } from "../../src/training/index.js";
import { classNames, gratingFolder } from "../testkit/gratings.js";
import { failure, noisePng, temporaryFolder, write } from "../testkit/pictures.js";
import { newRun, quickTraining } from "../testkit/quick-training.js";

const data = await gratingFolder(classNames(8), 6);
const quickly = quickTraining(data);

test("overwriting begins once everything is checked: a refused call leaves the run that was there", async () => {
  const run = newRun();
  await quickly({ run, epochs: 1 });
  const before = await readFile(path.join(run, "model.onnx"));
  const wrong: readonly [TrainOptions, string, RegExp][] = [
    [{ encoder: { name: "conv4", options: { widht: 3 } } }, "INVALID_OPTION", /widht/],
    [{ threshold: { far: 1e-9 } }, "DATA_TOO_FEW", /different pairs/],
    [{ batch: { classes: 500, samples: 2 } }, "DATA_TOO_FEW", /500 classes/],
  ];
  for (const [options, code, message] of wrong) {
    await assert.rejects(quickly({ run, overwrite: true, ...options }), failure(code, message));
  }
  await assert.rejects(quickly({ run, overwrite: true }, "absent"), failure("NOT_FOUND", /absent/));
  assert.deepEqual(await readFile(path.join(run, "model.onnx")), before);
  assert.deepEqual((await readdir(run)).sort(), [
    "checkpoint",
    "config.json",
    "log.jsonl",
    "model.onnx",
    "report.html",
  ]);
  const { model } = await quickly({ run, epochs: 2, overwrite: true });
  assert.equal(model.summary.epochs, 2);
});

test("a short training that learns nothing ends with a model and a loud warning", async () => {
  // Pictures of noise, whatever their class.
  const noise = temporaryFolder();
  for (let i = 0; i < 48; i++) write(noise, `c${i % 8}/${i}.png`, await noisePng(i, 16, 16));
  const { model, events } = await quickly({ lr: 1e-9, epochs: 2, loss: "contrastive" }, noise);
  assert.ok(model.info.threshold !== undefined);
  const warning = events.find((event) => event.type === "warning" && event.code === "NEAR_CHANCE");
  assert.ok(warning?.type === "warning" && /hardly better than by chance \(AUC 0\.[45]/.test(warning.message));
  assert.ok(model.summary.warnings.some(({ code }) => code === "NEAR_CHANCE"));
});
