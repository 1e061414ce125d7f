// Batches that are drawn by what the network makes of the items: looked at between epochs, and kept in checkpoints.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Checkpoint } from "../../src/training/checkpoint.js";
import { memoryKeeper } from "../../src/training/keeper.js";
import type { TrainerOptions } from "../../src/training/trainer.js";
import { trained } from "../testkit/fake-training.js";
import { failure } from "../testkit/pictures.js";

function valuesOf({ tensors }: Pick<Checkpoint, "tensors">): number[][] {
  return [...tensors.values()].map(({ data }) => Array.from(data, Number));
}

test("batches drawn by the weights are looked at after each epoch, before the next one's are prepared", async () => {
  const told: string[] = [];
  let found = 0;
  const batches = (): TrainerOptions["batches"] => ({
    batchSize: 8,
    stepsPerEpoch: 4,
    prepare: async (step) => {
      if (step % 4 === 0) told.push(`prepare ${step}`);
      return { images: { dtype: "float32", shape: [1], data: Float32Array.of(step + found) } };
    },
    renewal: {
      renew: async (weights) => {
        told.push("renew");
        found = (weights["encoder.w"]!.data as Float32Array)[0]!;
      },
      state: () => ({ sampler: { dtype: "float32", shape: [1], data: Float32Array.of(found) } }),
      restore: (values) => {
        const value = values.get("sampler");
        if (value === undefined) return ["sampler"];
        found = Number(value.data[0]);
        return [];
      },
    },
  });
  const best = memoryKeeper();
  const whole = await trained({ batches: batches(), best });
  assert.deepEqual(
    told,
    [0, 4, 8, 12, 16].flatMap((step) => (step === 0 ? ["prepare 0"] : ["renew", `prepare ${step}`])),
  );
  for (const from of whole.saved) {
    found = 0;
    const { last } = await trained({ batches: batches(), best, from });
    if (last !== undefined) assert.deepEqual(valuesOf(last), valuesOf(whole.last), `from step ${from.progress.step}`);
  }
  const tensors = new Map([...whole.saved[0]!.tensors].filter(([name]) => name !== "sampler"));
  const short = trained({ batches: batches(), from: { ...whole.saved[0]!, tensors } });
  await assert.rejects(short, failure("RUN_INVALID", /sampler missing/));
});
