// Training as a user does it, on pictures small enough to take seconds.

import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { evaluate, loadModel, train, type TrainingEvent } from "../../src/index.js";
import { contrastive } from "../../src/losses/index.js";
import type { TrainOptions } from "../../src/training/index.js";
import { classNames, grating, gratingFolder, quick } from "../testkit/gratings.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";
import { newRun, quickTraining } from "../testkit/quick-training.js";

const data = await gratingFolder(classNames(8), 6);
const quickly = quickTraining(data);

test("from a folder to a model that tells unseen classes apart, with all files of a run", async () => {
  const run = newRun();
  const { model, events } = await quickly({ run, epochs: 25 });
  const { summary, info } = model;
  assert.deepEqual((await readdir(run)).sort(), [
    "checkpoint",
    "config.json",
    "log.jsonl",
    "model.onnx",
    "report.html",
  ]);
  assert.equal(summary.modelPath, path.join(run, "model.onnx"));
  const starts = events[0]!;
  assert.ok(starts.type === "start" && starts.training.classes === 6 && starts.validation.classes === 2);
  assert.ok(summary.best!.auc > 0.9, `AUC ${summary.best!.auc}`);
  assert.deepEqual(info.training?.validation?.auc, summary.best!.auc);
  assert.deepEqual(info.encoder.options["width"], 6);
  const unseen = await gratingFolder(classNames(14), 4);
  const loaded = await loadModel(summary.modelPath, { threads: 1 });
  const { verification, warnings } = await evaluate(loaded, unseen);
  assert.ok(verification!.auc > 0.85, `AUC ${verification!.auc}`);
  assert.equal(verification!.threshold, info.threshold!.threshold);
  assert.deepEqual(warnings, []);
  const [a, b] = [await grating(20, 0), await grating(20, 1)];
  const verdict = await loaded.verify(a, b);
  assert.ok(verdict.similarity! >= 0 && verdict.similarity! <= 1);
  await loaded.close();
  const report = await readFile(summary.reportPath!, "utf8");
  assert.ok(report.includes("data:image/png;base64,") && report.includes("conv4"));
});

test("the log says what the events said, and config.json what was asked for and is in force", async () => {
  const run = newRun();
  const { events } = await quickly({ run });
  const lines = (await readFile(path.join(run, "log.jsonl"), "utf8")).trimEnd().split("\n");
  const logged = lines.map((line) => {
    const { time, ...event } = JSON.parse(line) as TrainingEvent & { time: string };
    assert.ok(!Number.isNaN(Date.parse(time)));
    return event;
  });
  assert.deepEqual(logged, JSON.parse(JSON.stringify(events)));
  const types = new Set(events.map(({ type }) => type));
  assert.deepEqual([...types], ["start", "step", "epoch", "checkpoint", "refit", "end"]);
  const config = JSON.parse(await readFile(path.join(run, "config.json"), "utf8")) as Record<
    string,
    Record<string, unknown>
  >;
  assert.deepEqual(config["options"], JSON.parse(JSON.stringify({ ...quick, threads: undefined })));
  assert.equal(config["settings"]!["lr"], 0.001);
  assert.deepEqual(config["settings"]!["batch"], { classes: 4, samples: 3 });
});

test("the same seed gives the same bits, another seed others; without a run nothing is written", async () => {
  const bits = async (options: TrainOptions): Promise<number[]> => {
    const model = await train(data, { ...quick, epochs: 2, ...options });
    const { data: values } = await model.embed([await grating(0, 9)]);
    await model.close();
    assert.equal(model.summary.modelPath, undefined);
    return Array.from(values);
  };
  const first = await bits({});
  assert.deepEqual(await bits({}), first);
  assert.notDeepEqual(await bits({ seed: 6 }), first);
});

const kinds: Readonly<Record<string, TrainOptions>> = {
  triplet: { loss: "triplet", margin: 0.3 },
  "triplet by an object, on cosine distance": {
    loss: { name: "triplet", options: { mining: "hard" } },
    distance: "cosine",
  },
  "a loss made by its function": { loss: contrastive({ margin: 2 }) },
  "sgd, step, resnet": {
    optimiser: { name: "sgd", options: { momentum: 0.9 } },
    schedule: "step",
    encoder: { name: "resnet", options: { width: 4, depth: 2, embedding: 8 } },
  },
  "an mlp on colour, small": { encoder: { name: "mlp", options: { layers: [16] } }, colour: "rgb", size: [8, 12] },
  "turned classes for cosface": { loss: { name: "cosface", options: { scale: 16 } }, rotateClasses: true },
};

for (const [what, options] of Object.entries(kinds)) {
  test(`trains: ${what}`, async () => {
    const { model, events } = await quickly({ epochs: 2, ...options });
    const losses = events.flatMap((event) => (event.type === "step" ? [event.loss] : []));
    assert.ok(losses.length > 0 && losses.every(Number.isFinite));
    assert.equal(model.info.distance.name, model.distance.name);
  });
}

test("a pair classifier's learned distance travels with the model", async () => {
  const run = newRun();
  const { model } = await quickly({ run, loss: "pair-classifier" });
  assert.equal(model.info.distance.name, "weighted-manhattan");
  assert.equal((model.info.distance.options["weights"] as number[]).length, 8);
  assert.equal(model.info.encoder.options["normalise"], false);
  const again = await loadModel(path.join(run, "model.onnx"), { threads: 1 });
  assert.deepEqual(again.distance.options, model.distance.options);
  assert.ok((await again.verify(await grating(1, 0), await grating(1, 1))).distance > 0);
  await again.close();
});

test("a threshold can be asked for by its rate of false accepts", async () => {
  const { model } = await quickly({ epochs: 2, threshold: { far: 0.1 } });
  const { kind, far, targetFar } = model.info.threshold!;
  assert.deepEqual([kind, targetFar], ["far", 0.1]);
  assert.ok(far <= 0.1);
  const tooFine = quickly({ threshold: { far: 1e-4 } });
  await assert.rejects(tooFine, failure("DATA_TOO_FEW", /FAR of 0\.0001 needs at least 10000 different pairs, got 36/));
});

test("a budget of minutes is kept", async () => {
  const { model, events } = await quickly({ epochs: undefined, minutes: 1 / 60 } as object);
  assert.ok(model.summary.seconds >= 1);
  assert.ok(events.some((event) => event.type === "start" && event.minutes === 1 / 60 && event.epochs === undefined));
});

test("pairs are trained on as pairs; a loss that needs classes is refused", async () => {
  const rows = ["a,b,same"];
  for (let label = 0; label < 8; label++) {
    for (let i = 0; i < 4; i++) {
      rows.push(`c${label}/${i}.png,c${label}/${i + 1}.png,true`, `c${label}/${i}.png,c${label ^ 1}/${i}.png,false`);
    }
  }
  const pairs = write(data, "pairs.csv", `${rows.join("\n")}\n`);
  const { model, events } = await quickly({ batch: { pairs: 6 } }, pairs);
  assert.ok(model.info.threshold !== undefined && model.summary.best !== undefined);
  assert.ok(events.some((event) => event.type === "start" && event.batch === 12));
  await assert.rejects(
    quickly({ batch: 8, loss: "triplet" }, pairs),
    failure("DATA_INVALID", /"triplet" needs classes.*contrastive/),
  );
  await assert.rejects(
    quickly({ batch: { classes: 2, samples: 2 } }, pairs),
    failure("INVALID_OPTION", /pairs file has no classes/),
  );
  await assert.rejects(
    quickly({ batch: 8, rotateClasses: true }, pairs),
    failure("INVALID_OPTION", /rotateClasses needs classes/),
  );
});

test("with too few classes to hold any out, a model is trained but does not decide", async () => {
  const few = await gratingFolder(classNames(3), 5);
  const { model, events } = await quickly({ batch: 12, run: newRun() }, few);
  assert.deepEqual(
    [model.info.threshold, model.info.calibration, model.summary.best],
    [undefined, undefined, undefined],
  );
  const warned = events.flatMap((event) => (event.type === "warning" ? [event.code] : []));
  assert.deepEqual(warned, ["NO_VALIDATION"]);
  await assert.rejects(
    model.verify(await grating(0, 0), await grating(0, 1)),
    failure("MODEL_UNCALIBRATED", /threshold/),
  );
  await assert.rejects(quickly({ validation: 0.3, batch: 12 }, few), failure("DATA_TOO_FEW", /4 are needed/));
});

test("data that cannot be trained on are refused before a run is begun", async () => {
  const run = newRun();
  const one = await gratingFolder(["only"], 4);
  await assert.rejects(quickly({ run }, one), failure("DATA_TOO_FEW", /class/));
  await assert.rejects(quickly({ run }, temporaryFolder()), failure("DATA_EMPTY", /./));
  const single = await gratingFolder(classNames(8), 1);
  await assert.rejects(quickly({ run, batch: 8 }, single), failure("DATA_TOO_FEW", /one picture/));
  await assert.rejects(readdir(run), { code: "ENOENT" });
});

test("what is wrong with single pictures is told, and training goes on without them; strict stops", async () => {
  const root = await gratingFolder(classNames(8), 5);
  write(root, "c0/broken.png", (await grating(0, 7)).subarray(0, 80));
  write(root, "c9/0.png", await grating(9, 0));
  for (let label = 0; label < 8; label++) write(root, `c${(label + 1) % 8}/copy.png`, await grating(label, 0));
  const { events } = await quickly({ epochs: 1 }, root);
  const codes = events.flatMap((event) => (event.type === "warning" ? [event.code] : []));
  assert.deepEqual(codes.sort(), ["IMAGES_UNREADABLE", "SHARED_CONTENT", "SINGLE_PICTURE_CLASSES"]);
  await assert.rejects(quickly({ strict: true }, root), failure("IMAGE_UNREADABLE", /broken\.png/));
});

test("a learning rate that is far too high ends with a diagnosis, in the log as well", async () => {
  const run = newRun();
  const diverging = quickly({ run, optimiser: "sgd", lr: 1e30, clip: 1e30, epochs: 20, schedule: "constant" });
  await assert.rejects(diverging, failure("TRAINING_DIVERGED", /learning rate 1\.00e\+30/));
  const log = await readFile(path.join(run, "log.jsonl"), "utf8");
  assert.match(log.trimEnd().split("\n").at(-1)!, /"type":"end","reason":"failed"/);
});

test("interrupted and resumed without further options, the model has the bits of one that was never stopped", async () => {
  const [whole, parts] = [newRun(), newRun()];
  await quickly({ run: whole });
  const controller = new AbortController();
  const stopped = train(data, {
    ...quick,
    run: parts,
    signal: controller.signal,
    onEvent: (event) => event.type === "step" && event.step === 5 && controller.abort(),
  });
  await assert.rejects(stopped, failure("INTERRUPTED", /after step 5 .*resume the run in /));
  await assert.rejects(train(data, { ...quick, run: parts }), failure("RUN_EXISTS", /resume/));
  const resumed = await train(data, { run: parts, resume: true, threads: 1 });
  await resumed.close();
  const weights = async (run: string, name: string): Promise<Buffer> => {
    const file = await readFile(path.join(run, "checkpoint", name));
    return file.subarray(8 + Number(file.readBigUInt64LE(0)));
  };
  for (const name of ["last.safetensors", "best.safetensors"]) {
    assert.deepEqual(await weights(parts, name), await weights(whole, name), name);
  }
  const log = await readFile(path.join(parts, "log.jsonl"), "utf8");
  const steps = log.split('"type":"refit"')[0]!.match(/"type":"step","step":\d+/g);
  assert.equal(new Set(steps).size, steps!.length, "a step is logged twice");
});

test("a run is only resumed as what it is", async () => {
  const run = newRun();
  await quickly({ run, epochs: 1 });
  await assert.rejects(quickly({ run, resume: true, epochs: 2 }), failure("RUN_INVALID", /epochs was 1 .* is 2 now/));
  const other = await gratingFolder(classNames(8), 5);
  await assert.rejects(
    train(other, { run, resume: true, threads: 1 }),
    failure("RUN_INVALID", /pictures are not the same/),
  );
  const config = path.join(run, "config.json");
  await writeFile(config, JSON.stringify({ settings: {} }));
  await assert.rejects(train(data, { run, resume: true }), failure("RUN_INVALID", /has no "options"/));
});

test("a run that has ended is resumed to the same model at once", async () => {
  const run = newRun();
  const { model } = await quickly({ run, epochs: 2 });
  const again = await train(data, { run, resume: true, threads: 1 });
  await again.close();
  assert.deepEqual([again.summary.steps, again.summary.best], [model.summary.steps, model.summary.best]);
  assert.deepEqual(again.info.threshold, model.info.threshold);
});
