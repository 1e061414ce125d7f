// What is chosen where nothing is given, and that what is given is taken.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dataset } from "../../src/data/index.js";
import { contrastive, cosface, lossNames } from "../../src/losses/index.js";
import type { TrainingImages } from "../../src/training/images.js";
import { augmentPresets, defaults } from "../../src/training/index.js";
import { chooseRecipe, type Recipe } from "../../src/training/recipe.js";
import type { TrainOptions } from "../../src/training/options.js";
import { failure, fakeDataset, fakePairs } from "../testkit/pictures.js";

/** What `prepareImages` would say of these items; nobody reads a picture here. */
function imagesOf(dataset: Dataset): TrainingImages {
  const side = { dataset, store: undefined as unknown as TrainingImages["training"]["store"] };
  return {
    whole: side,
    training: side,
    validation: side,
    heldOut: "classes",
    input: { kind: "image", height: 8, width: 8, colour: "grey", fit: "pad", mean: [0.5], std: [0.2] },
    augment: "handwriting",
    choices: [],
    warnings: [],
  };
}

function folder(classes: number, perClass: number): TrainingImages {
  return imagesOf(fakeDataset(Object.fromEntries(Array.from({ length: classes }, (_, i) => [`c${i}`, perClass]))));
}

function recipeOf(options: TrainOptions, images = folder(40, 10)): Recipe {
  return chooseRecipe(options, images);
}

test("with nothing given, defaults.ts decides, and every decision is told", () => {
  const recipe = recipeOf({});
  const parts = [recipe.encoder, recipe.loss, recipe.optimiser, recipe.schedule].map(({ name }) => name);
  assert.deepEqual(parts, [defaults.encoder, defaults.loss, defaults.optimiser.name, defaults.schedule.name]);
  assert.deepEqual(
    [recipe.lr, recipe.clip, recipe.seed, recipe.classes],
    [defaults.lr, defaults.clip, defaults.seed, 40],
  );
  assert.equal(recipe.augmentation.options, augmentPresets.handwriting);
  assert.equal(recipe.choices.length, 4);
  assert.match(
    recipe.choices.join("\n"),
    /encoder conv4.*\nbatches of 16 classes with 4 pictures each\n\d+ epochs of 7 steps.*\nonce .* trained anew on 400 pictures of all 40 classes/,
  );
});

test("a second training on everything: where classes are few and the budget is epochs, or as asked for", () => {
  assert.equal(recipeOf({}).refit?.classes, 40);
  assert.equal(recipeOf({ rotateClasses: true }).refit?.classes, 160);
  assert.equal(recipeOf({ refit: false }).refit, undefined);
  assert.equal(recipeOf({ minutes: 5 }).refit, undefined);
  assert.equal(recipeOf({}, folder(defaults.refitBelow, 2)).refit, undefined);
  assert.equal(recipeOf({ refit: true }, folder(defaults.refitBelow, 2)).refit?.classes, defaults.refitBelow);
  const pairs = imagesOf(fakePairs(40, [[0, 1, true] as const, [2, 3, false] as const, [4, 5, true] as const]));
  assert.equal(recipeOf({}, pairs).refit, undefined);
  assert.equal(recipeOf({ refit: true }, pairs).refit?.sampler.batchSize, recipeOf({}, pairs).sampler.batchSize);
});

test("conv4 has as many blocks as leave a map of about four pixels a side", () => {
  const widths = (height: number, width: number, encoder?: TrainOptions["encoder"]): unknown => {
    const images = folder(40, 10);
    const options = encoder === undefined ? {} : { encoder };
    return recipeOf(options, { ...images, input: { ...images.input, height, width } }).encoder.options["width"];
  };
  assert.deepEqual(widths(28, 28), [64, 128, 128]);
  assert.deepEqual(widths(40, 32), [64, 128, 128]);
  assert.deepEqual(widths(48, 96), [32, 64, 128, 128]);
  assert.deepEqual(widths(96, 96), [32, 64, 128, 128, 128]);
  assert.equal(widths(28, 28, { name: "conv4", options: { depth: 2 } }), 64);
});

test("a pairs file, a margin or a distance asks for the loss of pairs", () => {
  const pairs = Array.from({ length: 20 }, (_, i) => [2 * i, 2 * i + 1, i % 2 === 0] as const);
  assert.equal(recipeOf({}, imagesOf(fakePairs(40, pairs))).loss.name, defaults.pairLoss);
  assert.equal(recipeOf({ margin: 0.7 }).loss.name, defaults.pairLoss);
  assert.equal(recipeOf({ distance: "manhattan" }).loss.name, defaults.pairLoss);
  assert.equal(recipeOf({ loss: { options: { margin: 0.7 } } }).loss.options["margin"], 0.7);
});

test("what is given is taken", () => {
  const recipe = recipeOf({
    encoder: { options: { width: 8 } },
    loss: "triplet",
    margin: 0.4,
    distance: "cosine",
    optimiser: "sgd",
    schedule: { options: { warmUp: 0.3 } },
    augment: "none",
    epochs: 7,
    clip: 3,
    patience: 2,
    seed: 9,
    batch: { classes: 5, samples: 3 },
  });
  assert.deepEqual(
    [recipe.encoder.options["width"], recipe.encoder.embedding],
    [8, defaults.encoderOptions["conv4"]!["embedding"]],
  );
  assert.deepEqual([recipe.loss.options["margin"], recipe.loss.distance.name], [0.4, "cosine"]);
  assert.deepEqual(recipe.schedule.options, { floor: 0, warmUp: 0.3 });
  assert.equal(recipe.lr, recipe.optimiser.defaultLearningRate, "AdamW's rate is not SGD's");
  assert.deepEqual(recipe.augmentation.options, {});
  assert.deepEqual([recipe.budget, recipe.clip, recipe.patience, recipe.seed], [{ epochs: 7 }, 3, 2, 9]);
  assert.equal(recipe.sampler.batchSize, 15);
});

for (const name of lossNames) {
  test(`embeddings for ${name}: of length 1, unless its formula needs the length free; as asked for in any case`, () => {
    const free = ["pair-classifier", "sphereface", "large-margin-softmax", "centre"].includes(name);
    assert.equal(recipeOf({ loss: name }).encoder.options["normalise"], !free);
    const asked = recipeOf({ loss: name, encoder: { options: { normalise: free } } });
    assert.equal(asked.encoder.options["normalise"], free);
  });
}

const compositions: readonly [classes: number, perClass: number, batch: number | undefined, string][] = [
  [40, 10, undefined, "16x4"],
  [40, 10, 32, "8x4"],
  [6, 50, undefined, "6x10"],
  [2, 200, 64, "2x32"],
  [40, 2, 4, "2x4"],
];

for (const [classes, perClass, batch, expected] of compositions) {
  test(`${classes} classes of ${perClass}, batch ${batch ?? "not given"}: ${expected}`, () => {
    const { settings } = recipeOf(batch === undefined ? {} : { batch }, folder(classes, perClass));
    const { classes: drawn, samples } = settings["batch"] as { classes: number; samples: number };
    assert.equal(`${drawn}x${samples}`, expected);
  });
}

test("epochs make about as many steps as wanted, within bounds", () => {
  const epochs = (images: TrainingImages): number => (recipeOf({}, images).budget as { epochs: number }).epochs;
  const steps = 7 * epochs(folder(40, 10));
  assert.ok(Math.abs(steps - defaults.steps) < 10, `${steps} steps`);
  assert.equal(epochs(folder(4, 4)), defaults.epochs.most);
  assert.equal(epochs(folder(1000, 100)), defaults.epochs.least);
});

test("turned classes are classes", () => {
  const recipe = recipeOf({ rotateClasses: true });
  assert.deepEqual([recipe.classes, recipe.augmentation.rotateClasses], [160, true]);
});

test("pairs are drawn in pairs", () => {
  const pairs = Array.from({ length: 50 }, (_, i) => [i, i + 1, i % 2 === 0] as const);
  const recipe = recipeOf({}, imagesOf(fakePairs(51, pairs)));
  assert.deepEqual([recipe.supervision, recipe.classes, recipe.sampler.batchSize], ["pairs", undefined, 64]);
  assert.deepEqual(recipe.settings["batch"], { pairs: 32 });
});

test("a sampler of pairs draws them from classes, for the loss of pairs", () => {
  for (const options of [{ sampler: "pairs" }, { batch: { pairs: 32 } }]) {
    const recipe = recipeOf(options);
    assert.deepEqual([recipe.supervision, recipe.loss.name], ["pairs", defaults.pairLoss]);
    assert.deepEqual([recipe.settings["batch"], recipe.sampler.batchSize], [{ pairs: 32 }, 64]);
  }
  assert.throws(
    () => recipeOf({ sampler: "pairs", loss: "triplet" }),
    failure("DATA_INVALID", /needs classes, and sampler/),
  );
});

for (const name of ["contrastive", "triplet", "pair-classifier", "supcon", "multi-similarity"]) {
  test(`${name} compares rows pair by pair: it takes a miner and a memory`, () => {
    const { miner, memory } = recipeOf({ loss: name, miner: "batch-hard", memory: { size: 50 } });
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

test("settings are plain JSON, and differ where anything does", () => {
  const { settings } = recipeOf({});
  assert.deepEqual(JSON.parse(JSON.stringify(settings)), settings);
  for (const change of [
    { lr: 0.1 },
    { seed: 1 },
    { loss: "supcon" },
    { minutes: 2 },
    { rotateClasses: true },
    { patience: 3 },
    { sampler: "hard" },
    { miner: "hdc" },
    { memory: { size: 10 } },
  ]) {
    assert.notDeepEqual(recipeOf(change).settings, settings, JSON.stringify(change));
  }
});

const wrong: readonly [TrainOptions, RegExp][] = [
  [{ encoder: "conv5" }, /encoder: unknown "conv5", did you mean "conv4"/],
  [{ encoder: { options: { wdith: 3 } } }, /unknown option "wdith", did you mean "width"/],
  [{ loss: "cosface", distance: "cosine" }, /cosface: unknown option "distance"/],
  [{ loss: contrastive(), margin: 2 }, /given whole/],
  [{ loss: cosface(), distance: "euclidean" }, /given whole/],
  [{ augment: "photos" as "photo" }, /did you mean "photo"/],
  [{ batch: { pairs: 4 }, sampler: "classes" }, /need a pairs file or the sampler "pairs", got "classes"/],
  [{ sampler: "pairs", batch: { classes: 2, samples: 2 } }, /sampler "pairs" draws pairs; give batch as a number/],
  [{ sampler: "hierachical" }, /sampler: unknown "hierachical", did you mean "hierarchical"/],
  [{ sampler: { name: "hard", options: { naer: 2 } } }, /unknown option "naer", did you mean "near"/],
  [{ sampler: "pairs", rotateClasses: true }, /rotateClasses needs classes, and sampler "pairs" gives none/],
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
