// Series through the whole of it: from a file to a model that verifies, in one process and resumed in the middle.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { random } from "../../src/core/random.js";
import { openDataset, type Dataset, type Series } from "../../src/data/index.js";
import { evaluateModel } from "../../src/evaluation/index.js";
import { recurrent, temporalConv } from "../../src/encoders/index.js";
import { loadModel } from "../../src/model/index.js";
import { train, type TrainOptions } from "../../src/training/index.js";
import { chooseRecipe } from "../../src/training/recipe.js";
import { prepareSeries } from "../../src/training/series.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const folder = temporaryFolder();

/** Waves of one, two or three bumps, noisy, of two channels and 12 to 20 steps, in sktime's layout. */
function waves(name: string, perClass: number): string {
  const draw = random(1, name);
  const lines = [1, 2, 3].flatMap((bumps) =>
    Array.from({ length: perClass }, () => {
      const steps = 12 + draw.integer(9);
      const channel = (shift: number): string =>
        Array.from({ length: steps }, (_, t) =>
          (5 + 3 * Math.sin((Math.PI * bumps * t) / (steps - 1) + shift) + 0.3 * draw.normal()).toFixed(4),
        ).join(",");
      return `${channel(0)}:${channel(0.5)}:${bumps}`;
    }),
  );
  const path = join(folder, `${name}.ts`);
  writeFileSync(path, `@timeStamps false\n@classLabel true 1 2 3\n@data\n${lines.join("\n")}\n`);
  return path;
}

const [training, test_] = [waves("training", 16), waves("test", 10)];
const small: TrainOptions = {
  encoder: temporalConv({ width: 8, depth: 2, kernel: 3, embedding: 8 }),
  threads: 1,
  seed: 3,
};

test("a file of series becomes a model that tells new series apart, as its values or as files", async () => {
  const model = await train(training, { ...small, epochs: 100 });
  const { info, summary } = model;
  assert.equal(info.input.kind, "series");
  assert.match(
    summary.choices.join("\n"),
    /^series, a file of series: 2 channels, 1\d to \d\d steps; batches padded to/,
  );
  assert.match(summary.choices.join("\n"), /series of classes that are trained on as well are held out/);
  const { verification, retrieval } = await evaluateModel(model, test_);
  assert.ok(verification!.auc > 0.9, `AUC ${verification!.auc}`);
  assert.ok(retrieval!.recallAt1 > 0.85, `recall@1 ${retrieval!.recallAt1}`);
  const items = (await openDataset(test_)).items.map(({ series }) => series!);
  const csv = (series: Series, name: string): string => {
    const rows = Array.from({ length: series.steps }, (_, t) => series.values.slice(2 * t, 2 * t + 2).join());
    writeFileSync(join(folder, name), rows.join("\n"));
    return join(folder, name);
  };
  const [a, b, c] = [csv(items[0]!, "a.csv"), csv(items[1]!, "b.csv"), csv(items[25]!, "c.csv")];
  const { distance: near } = await model.verify(a, b);
  const { distance: far, same } = await model.verify(a, c);
  assert.ok(near < far && !same, `${near} within the class, ${far} across`);
  await model.save(join(folder, "model.onnx"));
  const again = await loadModel(join(folder, "model.onnx"), { threads: 1 });
  const together = await again.embed(items, { batchSize: 7 });
  const alone = await again.embed([items[4]!]);
  alone.data.forEach((value, i) => assert.ok(Math.abs(value - together.data[4 * 8 + i]!) < 1e-6, `number ${i}`));
  await assert.rejects(again.embed([{ steps: 1, channels: 3, values: new Float32Array(3) }]), {
    code: "INVALID_INPUT",
    message: /input 0: the model takes 2 channels, got 3/,
  });
  await assert.rejects(again.embed([join(folder, "none.csv")]), failure("NOT_FOUND", /none\.csv/));
  const skipped = await again.embed([join(folder, "none.csv"), a], { unreadable: "skip" });
  assert.deepEqual([skipped.rows, skipped.unreadable.length, skipped.ids], [1, 1, [a]]);
  await again.close();
  await model.close();
});

test("stopped and resumed, a training on series of several lengths ends with the same bits", async () => {
  const options: TrainOptions = {
    encoder: recurrent({ cell: "gru", width: 6, embedding: 5, bidirectional: true, layers: 2, dropout: 0.2 }),
    ...{ threads: 1, seed: 5 },
    ...{ epochs: 4, checkpointSeconds: 0, augment: { jitter: 0.1, warp: 0.3, crop: 0.8, channelDropout: 0.2 } },
  };
  const weights = (run: string): Buffer => readFileSync(join(run, "checkpoint", "last.safetensors"));
  const whole = join(folder, "whole");
  await (await train(training, { ...options, run: whole })).close();
  const parts = join(folder, "parts");
  const stop = new AbortController();
  const stopped = train(training, {
    ...{ ...options, run: parts, signal: stop.signal },
    onEvent: (event) => event.type === "step" && event.step === 2 && stop.abort(),
  });
  await assert.rejects(stopped, failure("INTERRUPTED", /resume the run/));
  await (await train(training, { ...options, run: parts, resume: true })).close();
  const tensors = (bytes: Buffer): Buffer => bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
  assert.ok(tensors(weights(parts)).equals(tensors(weights(whole))), "the same weights");
});

test("miners, memory and samplers serve series of several lengths, resumed to the same bits", async () => {
  const options: TrainOptions = {
    ...{ ...small, loss: "supcon", epochs: 4, checkpointSeconds: 0, batch: { classes: 3, samples: 2 }, refit: false },
    ...{ miner: "uniform-histogram", memory: { size: 20, from: 2 } },
    sampler: { name: "hard", options: { near: 1, pictures: 4 } },
  };
  const carried = (run: string): Buffer => {
    const file = readFileSync(join(run, "checkpoint", "last.safetensors"));
    return file.subarray(8 + Number(file.readBigUInt64LE(0)));
  };
  const whole = join(folder, "mined");
  const model = await train(training, { ...options, run: whole });
  await model.close();
  const { choices, steps } = model.summary;
  assert.match(choices.join("\n"), /by the miner uniform-histogram\n.*with the last 20 series as well, from step 3/);
  const parts = join(folder, "mined in parts");
  const stop = new AbortController();
  const stopped = train(training, {
    ...{ ...options, run: parts, signal: stop.signal },
    onEvent: (event) => event.type === "step" && event.step === steps / 2 + 1 && stop.abort(),
  });
  await assert.rejects(stopped, failure("INTERRUPTED", /resume the run/));
  await (await train(training, { ...options, run: parts, resume: true })).close();
  assert.ok(carried(parts).equals(carried(whole)), "the same weights, memory and neighbours");
  const header = readFileSync(join(whole, "checkpoint", "last.safetensors")).toString("latin1");
  for (const name of ["memory.embeddings", "sampler"]) assert.ok(header.includes(`"${name}"`), name);
});

test("pairs are drawn from classes of series", async () => {
  const losses: string[] = [];
  const model = await train(training, {
    ...{ ...small, epochs: 1, sampler: "pairs", batch: { pairs: 6 }, refit: false },
    onEvent: (event) => event.type === "start" && losses.push(event.loss),
  });
  await model.close();
  assert.deepEqual(losses, ["contrastive"]);
});

test("a long series trains: fewer at a time, in bounded memory", async () => {
  const path = join(folder, "long.tsv");
  const draw = random(2, "long");
  const line = (label: number): string =>
    [
      label,
      ...Array.from({ length: 10_000 }, (_, t) => (Math.sin(t / (40 * label)) + 0.1 * draw.normal()).toFixed(3)),
    ].join("\t");
  writeFileSync(path, [1, 2].flatMap((label) => Array.from({ length: 5 }, () => line(label))).join("\n"));
  const model = await train(path, {
    ...{ encoder: recurrent({ width: 8, embedding: 4, truncate: 500 }), threads: 1, epochs: 1, validation: 0 },
  });
  assert.equal(model.summary.steps, 2);
  assert.match(model.summary.choices.join("\n"), /batches of 2 classes with 4 series each/);
  await model.close();
});

test("what does not fit series is refused", async () => {
  const refused = (options: TrainOptions, message: RegExp): Promise<void> =>
    assert.rejects(train(training, options), failure("INVALID_OPTION", message));
  await refused({ size: 32 }, /size is about pictures, and .* holds series/);
  await refused({ augment: "photo" }, /augment must be auto, none or single changes for series, got "photo"/);
  await refused(
    { augment: { rotate: 3 } },
    /augment: unknown option "rotate".*Known: jitter, scale, warp, crop, channelDropout/,
  );
  await refused({ augment: { warp: 2 } }, /augment: warp must be >= 0 and <= 0.9, got 2/);
  await assert.rejects(
    train(training, { encoder: "conv4" }),
    failure("SHAPE_MISMATCH", /needs pictures \[N, C, H, W\]/),
  );
});

test("few series are seen often: no batch larger than they are, and steps as many as elsewhere", () => {
  const draw = random(5, "few").normal;
  const items = Array.from({ length: 36 }, (_, i) => {
    const series = { steps: 20, channels: 1, values: Float32Array.from({ length: 20 }, draw) };
    return { id: `${i}`, path: `${i}`, label: i % 3, series };
  });
  const classes = ["a", "b", "c"];
  const groups = { groups: classes, groupOfClass: Int32Array.of(0, 1, 2) };
  const few: Dataset = { kind: "series", root: "few", origin: "file", items, classes, ...groups, warnings: [] };
  const options = { validation: 0 };
  const { sampler, budget } = chooseRecipe(options, prepareSeries(few, options));
  assert.equal(sampler.batchSize, 36);
  assert.deepEqual(budget, { epochs: 1000 });
});
