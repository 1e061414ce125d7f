// What is chosen where nothing is given, and that what is given is taken.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dataset } from "../../src/data/index.js";
import { contrastive, cosface, lossByName, lossNames } from "../../src/losses/index.js";
import { imageInputOf } from "../../src/model/index.js";
import { augmentPresets, defaults } from "../../src/training/index.js";
import type { TrainOptions } from "../../src/training/options.js";
import type { TrainingData } from "../../src/training/training-data.js";
import { failure, fakePairs } from "../testkit/pictures.js";
import { folder, imagesOf, recipeOf } from "../testkit/recipes.js";

test("with nothing given, defaults.ts decides, and every decision is told", () => {
  const recipe = recipeOf({});
  const parts = [recipe.encoder, recipe.loss, recipe.optimiser, recipe.schedule].map(({ name }) => name);
  assert.deepEqual(parts, [defaults.encoder.image, defaults.loss, defaults.optimiser.name, defaults.schedule.name]);
  assert.deepEqual(
    [recipe.lr, recipe.clip, recipe.seed, recipe.classes],
    [defaults.lr, defaults.clip, defaults.seed, 40],
  );
  assert.equal(recipe.augmentation.options, augmentPresets.handwriting);
  assert.equal(recipe.choices.length, 4);
  assert.match(
    recipe.choices.join("\n"),
    /encoder conv4.*\nbatches of 32 classes with 4 pictures each\n\d+ epochs of 4 steps.*\nonce .* trained anew on 400 pictures of all 40 classes/,
  );
});

test("a Mahalanobis distance is no distance of the loss's: it is learned afterwards", () => {
  const { loss, whitening, choices } = recipeOf({ distance: "mahalanobis" });
  assert.deepEqual([loss.name, whitening], [defaults.loss, {}]);
  assert.match(choices.join("\n"), /verification by a Mahalanobis distance, learned when training is over/);
  const oas = { name: "mahalanobis", options: { shrinkage: "oas" } };
  const asked = recipeOf({ loss: "triplet", distance: oas });
  assert.deepEqual([asked.loss.distance.name, asked.whitening], ["euclidean", { shrinkage: "oas" }]);
  assert.equal(recipeOf({ distance: "manhattan" }).whitening, undefined);
  const whitened = recipeOf({ distance: { name: "mahalanobis", options: { whitening: [[1]] } } });
  assert.deepEqual([whitened.loss.distance.name, whitened.whitening], ["mahalanobis", undefined]);
  for (const [options, message] of [
    [{ shrinkage: 2 }, /shrinkage must be >= 0 and <= 1, got 2/],
    [{ shrinkage: "oass" }, /did you mean "oas"/],
    [{ shrink: 1 }, /unknown option "shrink".* Known: shrinkage/],
  ] as const) {
    assert.throws(() => recipeOf({ distance: { name: "mahalanobis", options } }), { code: "INVALID_OPTION", message });
  }
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
    const input = { ...imageInputOf(images), height, width };
    return recipeOf(options, { ...images, input }).encoder.options["width"];
  };
  assert.deepEqual(widths(28, 28), [64, 128, 128]);
  assert.deepEqual(widths(40, 32), [64, 128, 128]);
  assert.deepEqual(widths(48, 96), [32, 64, 64, 64]);
  assert.deepEqual(widths(96, 96), [32, 64, 64, 64, 64]);
  assert.equal(widths(28, 28, { name: "conv4", options: { depth: 2 } }), 64);
  const input = { ...imageInputOf(folder(40, 10)), height: 96, width: 96 };
  const dropouts = [{}, { input }].map(
    (large) => recipeOf({}, { ...folder(40, 10), ...large }).encoder.options["dropout"],
  );
  assert.deepEqual(dropouts, [0.3, 0.5], "more is dropped of a deep one");
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

/** What a loss cannot be made without. */
function optionsOf(name: string): Record<string, unknown> {
  return name === "multiple" ? { members: ["arcface", "triplet"] } : {};
}

/** Data that know what the loss needs. */
function imagesFor(name: string): TrainingData {
  return lossByName(name, optionsOf(name)).needs === "pairs" ? gradedPairs() : folder(40, 10);
}

function gradedPairs(): TrainingData {
  const pairs = Array.from({ length: 20 }, (_, i) => [2 * i, 2 * i + 1, i / 19] as const);
  return imagesOf(fakePairs(40, pairs));
}

const freeLength: readonly string[] = [
  ...["pair-classifier", "sphereface", "large-margin-softmax", "centre", "malstm"],
  ...["vicreg", "barlow-twins"],
];

for (const name of lossNames) {
  test(`embeddings for ${name}: of length 1, unless its formula needs the length free; as asked for in any case`, () => {
    const free = freeLength.includes(name);
    const loss = { name, options: optionsOf(name) };
    assert.equal(recipeOf({ loss }, imagesFor(name)).encoder.options["normalise"], !free);
    const asked = recipeOf({ loss, encoder: { options: { normalise: free } } }, imagesFor(name));
    assert.equal(asked.encoder.options["normalise"], free);
  });
}

const compositions: readonly [classes: number, perClass: number, batch: number | undefined, string][] = [
  [40, 10, undefined, "32x4"],
  [40, 10, 32, "8x4"],
  [6, 50, undefined, "6x21"],
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
  const epochs = (images: TrainingData): number => (recipeOf({}, images).budget as { epochs: number }).epochs;
  const steps = 7 * epochs(folder(80, 10));
  assert.ok(Math.abs(steps - defaults.steps) < 10, `${steps} steps`);
  assert.equal(epochs(folder(4, 4)), defaults.epochs.most);
  assert.equal(epochs(folder(1000, 100)), defaults.epochs.least);
});

test("turned classes are classes", () => {
  const recipe = recipeOf({ rotateClasses: true });
  assert.deepEqual([recipe.classes, recipe.augmentation.rotateClasses], [160, true]);
});

test("classes of impostors are told to the step, turned or not, in the second training as well", () => {
  const { training } = folder(3, 10);
  const signers = imagesOf({ ...training.dataset, impostorClasses: Uint8Array.of(0, 1, 0) });
  assert.deepEqual([...recipeOf({}, signers).impostorClasses!], [0, 1, 0]);
  const turned = recipeOf({ rotateClasses: true }, signers);
  assert.deepEqual([...turned.impostorClasses!], [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  assert.deepEqual(turned.refit?.impostorClasses, turned.impostorClasses);
  assert.equal(recipeOf({}).impostorClasses, undefined);
});

test("pairs are drawn in pairs", () => {
  const pairs = Array.from({ length: 80 }, (_, i) => [i, i + 1, i % 2 === 0] as const);
  const recipe = recipeOf({}, imagesOf(fakePairs(81, pairs)));
  assert.deepEqual([recipe.supervision, recipe.classes, recipe.sampler.batchSize], ["pairs", undefined, 128]);
  assert.deepEqual(recipe.settings["batch"], { pairs: 64 });
});

test("pairs with scores: CoSENT, unless a margin asks for contrastive; drawn as they are", () => {
  const recipe = recipeOf({}, gradedPairs());
  assert.deepEqual([recipe.loss.name, recipe.supervision, recipe.graded], [defaults.scoreLoss, "pairs", true]);
  assert.match(recipe.choices.join("\n"), /batches of 20 pairs, with their scores/);
  assert.equal(recipeOf({ margin: 0.7 }, gradedPairs()).loss.name, defaults.pairLoss);
});

test("data that do not know what the loss needs are refused", () => {
  const pairs = failure("DATA_INVALID", /the loss "cosent" needs pairs: give a pairs file/);
  assert.throws(() => recipeOf({ loss: "cosent" }), pairs);
  const classes = failure("DATA_INVALID", /the loss "arcface" needs classes, and a pairs file has none/);
  assert.throws(() => recipeOf({ loss: "arcface" }, gradedPairs()), classes);
});

test("views: every picture twice, without classes", () => {
  const recipe = recipeOf({ loss: "vicreg" });
  assert.deepEqual([recipe.supervision, recipe.classes, recipe.sampler.batchSize], ["views", undefined, 128]);
  assert.match(recipe.choices.join("\n"), /batches of 64 pictures, each changed in two ways/);
  const unlabelled = imagesOf({ ...fakePairs(10, []), pairs: undefined } as unknown as Dataset);
  assert.equal(recipeOf({ loss: "simclr" }, unlabelled).sampler.batchSize, 20);
  assert.deepEqual(recipeOf({ loss: "simclr", batch: 8 }).settings["batch"], { pictures: 8 });
  const alike = /the loss "vicreg" compares two changed copies of each picture, and augment changes nothing/;
  assert.throws(() => recipeOf({ loss: "vicreg", augment: "none" }), failure("INVALID_OPTION", alike));
  const turned = failure("INVALID_OPTION", /rotateClasses needs classes, and vicreg takes none/);
  assert.throws(() => recipeOf({ loss: "vicreg", rotateClasses: true }), turned);
  const batch = failure("INVALID_OPTION", /knows neither classes nor pairs; give batch as a number/);
  assert.throws(() => recipeOf({ loss: "vicreg", batch: { pairs: 4 } }), batch);
  assert.throws(
    () => recipeOf({ loss: "vicreg" }, gradedPairs()),
    failure("DATA_INVALID", /takes single pictures, not pairs/),
  );
});

test("pairs that are all the same will do for a loss that finds different ones in the batch", () => {
  const images = imagesOf(
    fakePairs(
      20,
      Array.from({ length: 10 }, (_, i) => [2 * i, 2 * i + 1, true] as const),
    ),
  );
  assert.equal(recipeOf({ loss: "multiple-negatives-ranking" }, images).sampler.batchSize, 20);
  assert.throws(() => recipeOf({}, images), failure("DATA_TOO_FEW", /some must be different/));
});

test("a sampler of pairs draws them from classes, for the loss of pairs", () => {
  for (const options of [{ sampler: "pairs", batch: 64 }, { batch: { pairs: 32 } }]) {
    const recipe = recipeOf(options);
    assert.deepEqual([recipe.supervision, recipe.loss.name], ["pairs", defaults.pairLoss]);
    assert.deepEqual([recipe.settings["batch"], recipe.sampler.batchSize], [{ pairs: 32 }, 64]);
  }
  assert.throws(
    () => recipeOf({ sampler: "pairs", loss: "triplet" }),
    failure("DATA_INVALID", /needs classes, and sampler/),
  );
});

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
];

for (const [options, words] of wrong) {
  test(`refused: ${JSON.stringify(options)}`, () => {
    assert.throws(() => recipeOf(options), failure("INVALID_OPTION", words));
  });
}
