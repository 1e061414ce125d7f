// Training without classes: two changed copies of each picture in one batch.

import assert from "node:assert/strict";
import { test } from "node:test";
import { train, type TrainedModel, type TrainingEvent } from "../../src/index.js";
import { simsiam } from "../../src/losses/index.js";
import type { TrainOptions } from "../../src/training/index.js";
import { classNames, grating, gratingFolder, quick } from "../testkit/gratings.js";
import { failure, temporaryFolder, write } from "../testkit/pictures.js";

const augment = { shift: 0.2, scale: [0.9, 1.1], brightness: 0.3, contrast: [0.7, 1.3] } as const;
const options: TrainOptions = { ...quick, augment, batch: 16 };
const classed = await gratingFolder(classNames(8), 6);

async function quickly(source: string, given: TrainOptions): Promise<{ model: TrainedModel; events: TrainingEvent[] }> {
  const events: TrainingEvent[] = [];
  const model = await train(source, { ...options, ...given, onEvent: (event) => events.push(event) });
  return { model, events };
}

for (const loss of [
  "simclr",
  "vicreg",
  "barlow-twins",
  "simsiam",
  { name: "self-supervised", options: { loss: "supcon" } },
]) {
  const name = typeof loss === "string" ? loss : "self-supervised supcon";
  test(`${name}: tells classes apart that it was never told of`, async () => {
    const { model, events } = await quickly(classed, { loss, epochs: 12, lr: 0.003 });
    await model.close();
    const start = events[0]!;
    assert.ok(start.type === "start" && start.batch === 32);
    assert.match(start.choices.join("\n"), /validated on 12 pictures of 2 classes/);
    assert.ok(model.summary.best!.auc > 0.7, `AUC ${model.summary.best!.auc}`);
    const losses = events.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
    assert.ok(losses.at(-1)! < losses[0]!, `loss from ${losses[0]} to ${losses.at(-1)}`);
  });
}

/** Pictures directly in a folder. */
async function unlabelled(count: number): Promise<string> {
  const root = temporaryFolder();
  for (let i = 0; i < count; i++) write(root, `${i}.png`, await grating(i % 8, i));
  return root;
}

test("pictures without classes: all are trained on, nothing is held out, the model embeds", async () => {
  const { model, events } = await quickly(await unlabelled(24), {
    loss: simsiam({ projector: [8] }),
    run: `${temporaryFolder()}/run`,
  });
  const start = events[0]!;
  assert.ok(start.type === "start");
  assert.deepEqual([start.training.items, start.validation.items], [24, 0]);
  assert.match(start.choices.join("\n"), /trained on 24 pictures; nothing held out/);
  assert.ok(model.summary.warnings.some(({ code }) => code === "NO_VALIDATION"));
  const { data, columns } = await model.embed([await grating(3, 1), await grating(4, 1)]);
  assert.deepEqual([columns, data.length], [8, 16]);
  assert.equal(model.info.threshold, undefined);
  await model.close();
});

test("a list of pictures without classes will do", async () => {
  const root = await unlabelled(10);
  const list = write(root, "list.csv", ["path", ...Array.from({ length: 10 }, (_, i) => `${i}.png`)].join("\n"));
  const { model } = await quickly(list, { loss: "vicreg", epochs: 1 });
  await model.close();
  assert.equal(model.info.training?.items, 10);
  await assert.rejects(train(list, { ...options, epochs: 1 }), failure("DATA_INVALID", /no column "class"/));
});

test("a training on views that is stopped and resumed ends with the same bits", async () => {
  const bits = async (run: string, epochs: readonly number[]): Promise<number[]> => {
    const controller = new AbortController();
    const onEvent = (event: TrainingEvent): void => {
      if (event.type === "step" && event.step === 2 && epochs.length > 1) controller.abort();
    };
    const given = { ...options, loss: "vicreg", epochs: 2, run, checkpointSeconds: 0 };
    if (epochs.length > 1)
      await assert.rejects(
        train(classed, { ...given, onEvent, signal: controller.signal }),
        failure("INTERRUPTED", /./),
      );
    const model = await train(classed, { ...given, ...(epochs.length > 1 && { resume: true }) });
    const { data } = await model.embed([await grating(3, 1)]);
    await model.close();
    return Array.from(data);
  };
  assert.deepEqual(await bits(`${temporaryFolder()}/a`, [2]), await bits(`${temporaryFolder()}/b`, [1, 2]));
});
