// The progress line: redrawn on a terminal, a line an epoch elsewhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { trainingProgress } from "../../src/cli/training-progress.js";
import type { EpochEvent, StartEvent, StepEvent, TrainingEvent } from "../../src/training/events.js";

const start: StartEvent = {
  ...{ type: "start", choices: [], encoder: "conv4", loss: "contrastive", parameters: 1, batch: 64, stepsPerEpoch: 10 },
  ...{ training: { items: 640, classes: 10 }, validation: { items: 20, classes: 2 }, epochs: 4, step: 0 },
};
const epoch: EpochEvent = {
  ...{
    type: "epoch",
    epoch: 1,
    step: 10,
    progress: 0.25,
    loss: 0.12345,
    learningRate: 1e-3,
    metrics: {},
    improved: true,
  },
  ...{ validation: { auc: 0.98125, eer: 0.0623 }, best: { epoch: 1, auc: 0.98125, eer: 0.0623 } },
  ...{ imagesPerSecond: 430.6, seconds: 30, secondsLeft: 90 },
};
const step = (number: number): StepEvent => ({
  ...{ type: "step", step: number, epoch: 1, progress: number / 40, loss: 0.5, learningRate: 1e-3, gradientNorm: 1 },
  ...{ metrics: {}, seconds: 0.1 },
});

function recorder(live: boolean) {
  const drawn: string[] = [];
  const kept: string[] = [];
  const line = {
    live,
    draw: (text: string) => void (live && drawn.push(text)),
    keep: (text: string) => void kept.push(text),
    clear: () => undefined,
  };
  let time = 0;
  return { drawn, kept, progress: trainingProgress(line, () => time), wait: (seconds: number) => (time += seconds) };
}

test("without a terminal: one line an epoch, warnings at once, steps not at all", () => {
  const { drawn, kept, progress } = recorder(false);
  for (const event of [start, { type: "warning", code: "X", message: "mind this" } as const, step(1), epoch])
    progress.tell(event);
  assert.deepEqual(drawn, []);
  assert.deepEqual(kept, [
    "warning: mind this",
    "epoch 1/4  loss 0.123  431 images/s  AUC 0.981  EER 6.2 %  best 0.981  2 min left",
  ]);
});

test("of series: series a second, in the second training as well", () => {
  const { kept, progress } = recorder(false);
  const refit = {
    type: "refit",
    message: "again",
    epochs: 9,
    training: { items: 2, classes: 1 },
    step: 0,
    pass: "refit",
  };
  for (const event of [{ ...start, noun: "series" }, epoch, refit as TrainingEvent, epoch]) progress.tell(event);
  assert.deepEqual(
    kept.map((line) => /\d+ \w+\/s/.exec(line)?.[0] ?? line),
    ["431 series/s", "again", "431 series/s"],
  );
});

test("on a terminal: redrawn at most ten times a second, with an estimate of the time left", () => {
  const { drawn, progress, wait } = recorder(true);
  progress.tell(start);
  for (let number = 1; number <= 11; number++) {
    progress.tell(step(number));
    wait(0.0625);
  }
  assert.equal(drawn.shift(), "reading the data ...");
  assert.equal(drawn.length, 6);
  // Ten steps in 0.625 seconds, 29 of 40 to go.
  assert.equal(drawn.at(-1), "epoch 1/4  loss 0.5  1024 images/s  2 s left");
  progress.tell(epoch);
  assert.match(drawn.at(-1)!, /^epoch 1\/4 {2}loss 0\.123 /);
});

test("a budget of minutes has no last epoch", () => {
  const { kept, progress } = recorder(false);
  const { epochs: _, ...timed } = start;
  progress.tell({ ...timed, minutes: 2 });
  progress.tell(epoch);
  assert.match(kept[0]!, /^epoch 1 \(25 %\) {2}loss/);
});
