// The loop on a session made up for it: when it judges, keeps, stops and gives up, and that a training resumed at any step
// ends with the same bits.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Checkpoint } from "../../src/training/checkpoint.js";
import type { Judgement } from "../../src/training/guards.js";
import { memoryKeeper } from "../../src/training/keeper.js";
import type { Progress } from "../../src/training/progress.js";
import { constantSchedule, cosineSchedule } from "../../src/training/schedule.js";
import type { TrainerOptions } from "../../src/training/trainer.js";
import { graph, trained } from "../testkit/fake-training.js";
import { failure } from "../testkit/pictures.js";

/** Judges as listed, epoch by epoch. */
function judging(...list: readonly (number | Judgement)[]): TrainerOptions["judge"] {
  let epoch = 0;
  return async () => {
    const said = list[epoch++]!;
    return typeof said === "number" ? { validation: { auc: said, eer: 1 - said } } : said;
  };
}

function valuesOf({ tensors }: Pick<Checkpoint, "tensors">): number[][] {
  return [...tensors.values()].map(({ data }) => Array.from(data, Number));
}

/** What must be the same whenever it was done. */
function timeless({ seconds: _, sums, ...rest }: Progress): unknown {
  const { seconds: __, ...others } = sums;
  return { ...rest, sums: others };
}

test("a budget of epochs is that many steps; every epoch is judged and told", async () => {
  const { events, epochs, result } = await trained({ loss: (step) => step });
  assert.equal(events.filter(({ type }) => type === "step").length, 20);
  assert.deepEqual(
    epochs.map(({ epoch, step, loss }) => [epoch, step, loss]),
    [
      [1, 4, 2.5],
      [2, 8, 6.5],
      [3, 12, 10.5],
      [4, 16, 14.5],
      [5, 20, 18.5],
    ],
  );
  assert.deepEqual(
    epochs.map(({ metrics }) => metrics["meanNegative"]),
    [2.5, 6.5, 10.5, 14.5, 18.5],
  );
  assert.deepEqual(
    epochs.map(({ progress }) => progress),
    [0.2, 0.4, 0.6, 0.8, 1],
  );
  assert.equal(result.progress.ended, "budget");
  assert.equal(epochs.at(-1)!.secondsLeft, 0);
});

test("the learning rate follows the schedule at the middle of each step", async () => {
  const schedule = cosineSchedule({ warmUp: 0.1 });
  const { events } = await trained({ schedule });
  const rates = events.flatMap((event) => (event.type === "step" ? [event.learningRate] : []));
  assert.deepEqual(
    rates,
    Array.from({ length: 20 }, (_, step) => 0.1 * schedule.at((step + 0.5) / 20)),
  );
  assert.ok(rates.every((rate) => rate > 0));
});

test("the best epoch's weights are returned; of equals the later", async () => {
  const seen: number[][] = [];
  const scripted = judging(0.6, 0.8, 0.7, 0.8, 0.7);
  const { result, epochs } = await trained({
    judge: async (weights) => {
      seen.push(Array.from(weights["encoder.w"]!.data, Number));
      assert.deepEqual(Object.keys(weights), ["encoder.w"], "the optimiser's state is no weight");
      return scripted(weights);
    },
  });
  assert.deepEqual(result.best, { epoch: 4, auc: 0.8, eer: 1 - 0.8 });
  assert.deepEqual(
    epochs.map(({ improved }) => improved),
    [true, true, false, true, false],
  );
  assert.deepEqual(
    [...result.weights].map(([name, { data }]) => [name, Array.from(data, Number)]),
    [["encoder.w", seen[3]]],
  );
});

test("equal areas are told apart by the equal error rate", async () => {
  const one = (eer: number): Judgement => ({ validation: { auc: 1, eer } });
  const { result } = await trained({ judge: judging(one(0.02), one(0), one(0.01), one(0.03), one(0.01)) });
  assert.equal(result.best?.epoch, 2);
});

test("early epochs do not compete, nor try anybody's patience", async () => {
  const early = await trained({ bestFrom: 0.5, judge: judging(0.99, 0.98, 0.6, 0.7, 0.7) });
  assert.deepEqual(early.result.best?.epoch, 5);
  assert.deepEqual(
    early.epochs.map(({ improved, best }) => [improved, best?.epoch]),
    [
      [false, undefined],
      [false, undefined],
      [true, 3],
      [true, 4],
      [true, 5],
    ],
  );
  const patient = await trained({ bestFrom: 0.5, patience: 1, judge: judging(0.9, 0.9, 0.8, 0.7, 0.7) });
  assert.deepEqual(
    [patient.result.progress.ended, patient.epochs.length, patient.result.best?.epoch],
    ["patience", 4, 3],
  );
});

test("where averages are carried, they are what is judged and kept", async () => {
  const averaged = { ...graph, optimiserStates: [...graph.optimiserStates, { name: "encoder.w:average", shape: [2] }] };
  const judged: number[][] = [];
  const { result } = await trained({
    step: averaged,
    judge: async (weights) => {
      judged.push(Array.from(weights["encoder.w"]!.data, Number));
      return { validation: { auc: 0.7, eer: 0.3 } };
    },
  });
  assert.deepEqual(
    judged,
    [4, 8, 12, 16, 20].map((step) => [100 * step, 100 * step + 1]),
  );
  assert.deepEqual(Array.from(result.weights.get("encoder.w")!.data, Number), [2000, 2001]);
});

test("without a validation the last weights are returned", async () => {
  const { result, epochs, last } = await trained({ judge: async () => ({}) });
  assert.equal(result.best, undefined);
  assert.deepEqual(result.weights.get("encoder.w"), last.tensors.get("encoder.w"));
  assert.ok(epochs.every(({ improved, validation }) => !improved && validation === undefined));
});

test("patience counts the epochs that are no better, equals included", async () => {
  const { result, epochs } = await trained({
    budget: { epochs: 50 },
    patience: 3,
    judge: judging(0.5, 0.7, 0.7, 0.6, 0.7, 0.9),
  });
  assert.deepEqual([result.progress.ended, epochs.length, result.best?.epoch], ["patience", 5, 5]);
});

test("a budget of minutes ends by the clock, with a last validation", async () => {
  const { result, epochs } = await trained({
    patience: Infinity,
    budget: { minutes: 0.2 / 60 },
    schedule: constantSchedule(),
  });
  assert.equal(result.progress.ended, "budget");
  assert.ok(result.progress.seconds >= 0.2);
  assert.equal(epochs.at(-1)!.step, result.progress.step);
  assert.equal(epochs.at(-1)!.progress, 1);
});

test("resumed from any checkpoint, a training ends with the same bits", async () => {
  const scripted = (): TrainerOptions["judge"] => async (weights) => {
    const [value] = weights["encoder.w"]!.data as Float32Array;
    return { validation: { auc: (value! * 7.3) % 1, eer: 0.5 } };
  };
  // As on a disk: what one process keeps, the next one finds.
  const best = memoryKeeper();
  const whole = await trained({ judge: scripted(), best });
  assert.equal(whole.saved.length, 20);
  for (const from of whole.saved) {
    const { result, last } = await trained({ judge: scripted(), best, from });
    const at = `from step ${from.progress.step}`;
    if (last !== undefined) assert.deepEqual(valuesOf(last), valuesOf(whole.last), at);
    assert.deepEqual(timeless(result.progress), timeless(whole.result.progress), at);
  }
});

test("a signal ends training after the step, with a checkpoint to go on from", async () => {
  const controller = new AbortController();
  const saved: Progress[] = [];
  const run = trained({
    checkpointSeconds: 1e9,
    signal: controller.signal,
    onStep: (step) => step === 6 && controller.abort(),
    keeper: { ...memoryKeeper(), saveLast: async (_, progress) => void saved.push(progress) },
  });
  await assert.rejects(run, failure("INTERRUPTED", /after step 6 \(epoch 2\)/));
  assert.deepEqual(
    saved.map(({ step, epochs }) => [step, epochs]),
    [[6, 1]],
  );
});

test("checkpoints are as far apart as asked, but for the last", async () => {
  assert.deepEqual(
    (await trained({ checkpointSeconds: 1e9 })).saved.map(({ progress }) => progress.step),
    [20],
  );
});

for (const [what, value] of [
  ["NaN", NaN],
  ["infinite", Infinity],
] as const) {
  test(`a loss that is ${what} ends training, with a diagnosis and without a checkpoint of the ruins`, async () => {
    const saved: number[] = [];
    const run = trained({
      loss: (step) => (step === 6 ? value : 1),
      keeper: { ...memoryKeeper(), saveLast: async (_, { step }) => void saved.push(step) },
    });
    const words = new RegExp(
      `at step 6 \\(epoch 2, learning rate 0\\.\\d+\\) the loss is ${value}; lower the learning rate`,
    );
    await assert.rejects(run, failure("TRAINING_DIVERGED", words));
    assert.deepEqual(saved, [1, 2, 3, 4, 5]);
  });
}

test("embeddings that stay collapsed end training", async () => {
  const judge = async (): Promise<Judgement> => ({ validation: { auc: 0.5, eer: 0.5 }, collapsed: "all alike" });
  const long = trained({ budget: { epochs: 1000 }, judge });
  await assert.rejects(long, failure("TRAINING_COLLAPSED", /for 25 validations, up to step 100 .*: all alike; lower/));
  await assert.rejects(trained({ judge }), failure("TRAINING_COLLAPSED", /for 5 validations, up to step 20/));
});

test("a training that tells nothing apart goes on to its end, with one warning once that has lasted", async () => {
  const chance = async (): Promise<Judgement> => ({ validation: { auc: 0.51, eer: 0.49 } });
  const both = await trained({ judge: chance, budget: { epochs: 60 }, alike: true });
  const warned = both.events.filter((event) => event.type === "warning");
  assert.deepEqual([both.result.progress.ended, both.epochs.length, warned.length], ["budget", 60, 1]);
  assert.ok(warned[0]!.type === "warning" && warned[0]!.code === "LOOKS_STUCK");
  assert.match(warned[0]!.message, /looks stuck up to step 100 \(epoch 25\): same and different pairs lie equally far/);
  const short = await trained({ judge: chance, alike: true });
  assert.deepEqual([short.result.progress.ended, short.result.best?.auc], ["budget", 0.51]);
});

test("embeddings that recover do not", async () => {
  const sick: Judgement = { validation: { auc: 0.5, eer: 0.5 }, collapsed: "all alike" };
  const { result } = await trained({ judge: judging(sick, sick, 0.8, sick, sick) });
  assert.equal(result.progress.ended, "budget");
  assert.deepEqual(result.progress.collapsed, { validations: 2, since: 12 });
});

test("a batch that cannot be prepared ends training with its error", async () => {
  const batches: TrainerOptions["batches"] = {
    batchSize: 8,
    stepsPerEpoch: 4,
    prepare: async (step) => {
      if (step === 3) throw new Error("picture gone");
      return { images: { dtype: "float32", shape: [1], data: Float32Array.of(step) } };
    },
  };
  await assert.rejects(trained({ batches }), /picture gone/);
});

test("a checkpoint of another network is refused", async () => {
  const { last } = await trained();
  const tensors = new Map([...last.tensors].filter(([name]) => name !== "encoder.w:momentum"));
  await assert.rejects(trained({ from: { ...last, tensors } }), failure("RUN_INVALID", /encoder\.w:momentum missing/));
});

test("batches without same or different pairs are counted, and warned of once", async () => {
  const none = await trained();
  assert.equal(none.result.progress.degenerate, undefined);
  const { events, result } = await trained({ degenerate: (step) => (step > 4 && step % 2 === 1 ? 1 : 0) });
  const warnings = events.filter((event) => event.type === "warning");
  assert.deepEqual(
    warnings.map(({ code, message }) => [code, message.split(",")[0]]),
    [["DEGENERATE_BATCHES", "2 of 8 batches had no same pair"]],
  );
  assert.equal(result.progress.degenerate, 8);
});

test("a training that is resumed goes on counting, and does not warn again", async () => {
  const degenerate = (step: number): number => (step % 4 === 0 ? 1 : 0);
  const { saved } = await trained({ degenerate });
  const from = saved.find(({ progress }) => progress.step === 10)!;
  const { events, result } = await trained({ degenerate, from });
  assert.ok(events.every(({ type }) => type !== "warning"));
  assert.equal(result.progress.degenerate, 5);
});
