import assert from "node:assert/strict";
import { test } from "node:test";
import { conv4 } from "../../src/encoders/index.js";
import { contrastive } from "../../src/losses/index.js";
import { checkTrainOptions, keptOptions, type TrainOptions } from "../../src/training/options.js";
import { failure } from "../testkit/pictures.js";

const wrong: readonly [object, RegExp][] = [
  [{ epoch: 3 }, /unknown option "epoch", did you mean "epochs"/],
  [{ learningrate: 1 }, /unknown option "learningrate".*Known: .*\blr\b/],
  [{ epochs: 0 }, /epochs must be a whole number >= 1, got 0/],
  [{ epochs: 2.5 }, /epochs/],
  [{ minutes: 0 }, /minutes must be > 0/],
  [{ epochs: 2, minutes: 1 }, /epochs or minutes, not both/],
  [{ lr: "fast" }, /lr must be > 0, got "fast"/],
  [{ clip: -1 }, /clip/],
  [{ validation: 1 }, /validation must be < 1 and >= 0|validation must be >= 0 and < 1/],
  [{ batch: 3 }, /batch must be a whole number >= 4/],
  [{ batch: { classes: 1, samples: 4 } }, /classes must be a whole number >= 2/],
  [{ batch: { classes: 4 } }, /samples must be/],
  [{ batch: { classes: 4, sample: 4 } }, /unknown option "sample", did you mean "samples"/],
  [{ batch: { pairs: 1 } }, /pairs must be a whole number >= 2/],
  [{ size: 0 }, /size must be/],
  [{ size: [32, 0.5] }, /size must be/],
  [{ colour: "gray" }, /colour must be one of auto, grey, rgb, got "gray", did you mean "grey"/],
  [{ seed: 1.5 }, /seed must be a whole number, got 1\.5/],
  [{ strict: 1 }, /strict must be true or false/],
  [{ resume: true }, /need run/],
  [{ run: "x", resume: true, overwrite: true }, /resume or overwrite, not both/],
  [{ labelMeans: "yes" }, /labelMeans must be one of same, different/],
  [{ scoreRange: [5, 0] }, /train: scoreRange must be two numbers, the lower first, got \[5,0\]/],
  [{ encoder: 4 }, /encoder must be a name, \{ name, options \} or one made by its function, got 4/],
  [{ loss: { nam: "triplet" } }, /unknown option "nam", did you mean "name"/],
];

for (const [options, words] of wrong) {
  test(`refused: ${JSON.stringify(options)}`, () => {
    assert.throws(() => checkTrainOptions(options), failure("INVALID_OPTION", words));
  });
}

test("everything that is documented is accepted, and undefined means not given", () => {
  checkTrainOptions({});
  checkTrainOptions({ epochs: undefined, minutes: 3, loss: undefined } as object);
  checkTrainOptions({
    encoder: conv4(),
    loss: { name: "triplet", options: { mining: "hard" } },
    optimiser: "sgd",
    schedule: { options: { warmUp: 0.2 } },
    batch: { classes: 8, samples: 4 },
    size: [32, 48],
    scoreRange: [0, 5],
    colour: "rgb",
    augment: { rotate: 4 },
    threshold: { far: 0.01 },
    run: "runs/x",
    resume: true,
    checkpointSeconds: 0,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
});

test("a run keeps options as JSON that is accepted again: parts by name, nothing of this process", () => {
  const options: TrainOptions = {
    encoder: conv4({ width: 8 }),
    loss: contrastive({ margin: 2 }),
    optimiser: "sgd",
    epochs: 3,
    run: "x",
    resume: true,
    threads: 2,
    onEvent: () => undefined,
  };
  const kept = JSON.parse(JSON.stringify(keptOptions(options))) as Record<string, { name: string; options: object }>;
  checkTrainOptions(kept);
  assert.deepEqual(Object.keys(kept).sort(), ["encoder", "epochs", "loss", "optimiser"]);
  assert.deepEqual(kept["encoder"], { name: "conv4", options: conv4({ width: 8 }).options });
  assert.deepEqual(kept["loss"], { name: "contrastive", options: contrastive({ margin: 2 }).options });
});
