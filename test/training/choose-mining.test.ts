// Which losses take a miner and a memory, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrainOptions } from "../../src/training/options.js";
import { failure } from "../testkit/pictures.js";
import { recipeOf } from "../testkit/recipes.js";

for (const name of ["contrastive", "triplet", "pair-classifier", "supcon", "multi-similarity"]) {
  test(`${name} compares rows pair by pair: it takes a miner and a memory`, () => {
    const { miner, memory } = recipeOf({ loss: name, miner: "batch-hard", memory: { size: 50 }, batch: 64 });
    assert.deepEqual([miner?.name, memory], ["batch-hard", { size: 50, from: 7 }]);
  });
}

for (const name of ["cosface", "arcface", "proxy-nca", "soft-triple", "centre"]) {
  test(`${name} compares rows with classes: a miner or a memory would be without effect, and is refused`, () => {
    for (const options of [{ miner: "batch-hard" }, { memory: { size: 50 } }]) {
      assert.throws(() => recipeOf({ loss: name, ...options }), failure("INVALID_OPTION", /does not fit the loss/));
    }
  });
}

const wrong: readonly [TrainOptions, RegExp][] = [
  [{ loss: "triplet", miner: "multi-similarty" }, /miner: unknown "multi-similarty", did you mean "multi-similarity"/],
  [{ miner: { name: "hdc", options: { share: 1 } } }, /miner hdc: unknown option "share"/],
  [{ miner: { options: { margin: 1 } } }, /miner has options but no name/],
  [{ loss: "cosface", miner: "batch-hard" }, /miner "batch-hard" does not fit the loss "cosface"/],
  [{ loss: "cosface", memory: { size: 100 } }, /memory does not fit the loss "cosface"/],
  [
    { loss: { name: "triplet", options: { mining: "hard" } }, miner: "hdc" },
    /miner, or the loss's own mining, not both/,
  ],
  [
    { loss: "contrastive", sampler: "pairs", miner: "hdc" },
    /miner "hdc" needs classes, and batches of pairs have none/,
  ],
  [{ loss: "contrastive", sampler: "pairs", memory: { size: 9 } }, /memory needs classes/],
];

for (const [options, words] of wrong) {
  test(`refused: ${JSON.stringify(options)}`, () => {
    assert.throws(() => recipeOf(options), failure("INVALID_OPTION", words));
  });
}
