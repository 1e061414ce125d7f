// What a training would be made of, from data of which nobody reads a picture.

import type { Dataset } from "../../src/data/index.js";
import type { TrainOptions } from "../../src/training/options.js";
import { chooseRecipe, type Recipe } from "../../src/training/recipe.js";
import type { TrainingData } from "../../src/training/training-data.js";
import { fakeDataset } from "./pictures.js";

/** What `prepareImages` would say of these items; nobody reads a picture here. */
export function imagesOf(dataset: Dataset): TrainingData {
  const side = { dataset, store: undefined as unknown as TrainingData["training"]["store"] };
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

/** So many classes of so many pictures. */
export function folder(classes: number, perClass: number): TrainingData {
  return imagesOf(fakeDataset(Object.fromEntries(Array.from({ length: classes }, (_, i) => [`c${i}`, perClass]))));
}

export function recipeOf(options: TrainOptions, images: TrainingData = folder(40, 10)): Recipe {
  return chooseRecipe(options, images);
}
