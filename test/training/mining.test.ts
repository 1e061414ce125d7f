// Training with miners, a memory and samplers that look at the network, as a user does it: it learns, the same seed gives the
// same bits, and a run that was stopped and resumed ends with the bits of one that was not.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { train, type TrainingEvent } from "../../src/index.js";
import { batchHard } from "../../src/miners/index.js";
import type { TrainOptions } from "../../src/training/index.js";
import { classNames, gratingFolder, quick } from "../testkit/gratings.js";
import { failure, temporaryFolder } from "../testkit/pictures.js";

const data = await gratingFolder(classNames(10), 6);
/** Trained once, unless told otherwise. */
const once: TrainOptions = { ...quick, refit: false };

interface Run {
  readonly auc: number;
  readonly events: readonly TrainingEvent[];
  readonly path: string;
}

async function run(options: TrainOptions): Promise<Run> {
  const folder = path.join(temporaryFolder(), "run");
  const events: TrainingEvent[] = [];
  const model = await train(data, { ...once, run: folder, ...options, onEvent: (event) => events.push(event) });
  await model.close();
  return { auc: model.summary.best!.auc, events, path: folder };
}

/** Everything that is carried at the end, but for the header, which has times in it. */
async function bits(folder: string): Promise<Buffer> {
  const file = await readFile(path.join(folder, "checkpoint", "last.safetensors"));
  return file.subarray(8 + Number(file.readBigUInt64LE(0)));
}

const kinds: Readonly<Record<string, TrainOptions>> = {
  "a pair loss on a miner of triplets": { loss: "contrastive", miner: "batch-hard" },
  "a triplet loss on a miner of pairs": {
    loss: "triplet",
    miner: { name: "multi-similarity", options: { epsilon: 0.2 } },
  },
  "a random miner": { loss: { name: "triplet", options: { margin: 0.3 } }, miner: "distance-weighted" },
  "a memory and a miner of gaps": { loss: "triplet", miner: "triplet-margin", memory: { size: 30, from: 0 } },
  "pairs drawn from classes": { sampler: { name: "pairs", options: { same: 0.4 } }, batch: 12 },
};

for (const [what, options] of Object.entries(kinds)) {
  test(`trains: ${what}`, async () => {
    const { events } = await run({ ...options, epochs: 1 });
    const steps = events.flatMap((event) => (event.type === "step" ? [event] : []));
    assert.ok(steps.length > 0 && steps.every(({ loss }) => Number.isFinite(loss)));
  });
}

/** With them, steps after the first of an epoch at which a run is stopped. */
const resumed: Readonly<Record<string, readonly [TrainOptions, stops: readonly number[]]>> = {
  "a memory and a random miner": [
    { miner: { name: "uniform-histogram", options: { numBins: 5 } }, memory: { size: 30 } },
    [2],
  ],
  "hard classes, mined, with a memory": [
    {
      loss: "supcon",
      sampler: { name: "hard", options: { near: 2, pictures: 3 } },
      miner: "hdc",
      memory: { size: 24 },
      refit: true,
    },
    [0, 2],
  ],
  "a fixed number of pairs": [{ sampler: { name: "pairs", options: { total: 60 } }, batch: { pairs: 6 } }, [1]],
};

for (const [what, [options, stops]] of Object.entries(resumed)) {
  test(`${what}: stopped and resumed, it ends with the same bits`, async () => {
    const whole = await run(options);
    const { stepsPerEpoch } = whole.events[0] as { readonly stepsPerEpoch: number };
    for (const stop of stops.map((after) => stepsPerEpoch + after)) {
      const folder = path.join(temporaryFolder(), "run");
      const controller = new AbortController();
      const stopped = train(data, {
        ...{ ...once, ...options, run: folder, signal: controller.signal },
        onEvent: (event) => event.type === "step" && event.step === stop && controller.abort(),
      });
      await assert.rejects(stopped, failure("INTERRUPTED", /resume the run/));
      await (await train(data, { run: folder, resume: true, threads: 1 })).close();
      assert.ok((await bits(folder)).equals(await bits(whole.path)), `stopped after step ${stop}`);
    }
  });
}

test("with a miner and a memory a network learns, and what the miner keeps is told", async () => {
  const { auc, events } = await run({
    loss: { name: "contrastive", options: { margin: 1 } },
    miner: "batch-hard",
    memory: { size: 60, from: 10 },
    epochs: 25,
  });
  assert.ok(auc > 0.85, `AUC ${auc}`);
  const start = events.find((event) => event.type === "start")!;
  assert.match(start.choices.join("\n"), /chosen by the miner batch-hard\n.*the last 60 pictures .* from step 11/);
  const step = events.findLast((event) => event.type === "step")!;
  assert.ok(step.metrics["mined"]! > 0 && step.metrics["mined"]! < 0.2, `${step.metrics["mined"]}`);
});

test("hard classes: after the first epoch batches are others than without looking", async () => {
  const order = async (sampler: TrainOptions["sampler"]): Promise<number[]> => {
    const { events } = await run({ ...(sampler !== undefined && { sampler }), loss: "contrastive" });
    return events.flatMap((event) => (event.type === "step" ? [event.loss] : []));
  };
  const hard = await order({ name: "hard", options: { near: 3 } });
  assert.notDeepEqual(await order({ name: "hard", options: { near: 1 } }), hard);
});

test("config.json says what was composed, and a run is resumed as that only", async () => {
  const options: TrainOptions = {
    loss: "contrastive",
    miner: batchHard(),
    memory: { size: 20 },
    sampler: "hard",
    epochs: 1,
  };
  const { path: folder } = await run(options);
  const { options: given, settings } = JSON.parse(await readFile(path.join(folder, "config.json"), "utf8")) as Record<
    string,
    Record<string, unknown>
  >;
  assert.deepEqual([given!["miner"], given!["sampler"]], [{ name: "batch-hard", options: {} }, "hard"]);
  assert.deepEqual(settings!["miner"], { name: "batch-hard", options: {} });
  assert.deepEqual(settings!["sampler"], { name: "hard", options: { pictures: 8 } });
  assert.deepEqual(settings!["memory"], { size: 20, from: 4 });
  const other = train(data, { run: folder, resume: true, threads: 1, miner: "hdc" });
  await assert.rejects(other, failure("RUN_INVALID", /miner was .*batch-hard.* and is .*hdc/));
});
