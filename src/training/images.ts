// From a data set of pictures to what a training needs of it: readable pictures in memory, and what all pictures are brought
// to. Every decision that was not given is told in a sentence.

import {
  chooseImageSpec,
  nearDuplicateWarning,
  openImageStore,
  probeImages,
  sharedContent,
  sharedContentWarning,
  storeView,
  type Dataset,
} from "../data/index.js";
import type { ImageInput } from "../model/index.js";
import { defaults } from "./defaults.js";
import { imageItems } from "./image-items.js";
import type { TrainOptions } from "./options.js";
import { splitSides, type TrainingData } from "./training-data.js";

type ImageOptions = Pick<TrainOptions, "size" | "colour" | "strict" | "seed"> & {
  readonly validation?: number | undefined;
};

/** Reads and splits the pictures; `unlabelled` ones are trained on too, where the loss asks for no classes. Throws DATA_EMPTY, DATA_TOO_FEW, IMAGE_UNREADABLE (with `strict`), INVALID_OPTION. */
export async function prepareImages(
  dataset: Dataset,
  options: ImageOptions,
  unlabelled = false,
): Promise<TrainingData> {
  const { size, colour = "auto", strict = false, seed = defaults.seed } = options;
  const probe = await probeImages(dataset, { seed });
  const { spec, augment, reasons } = chooseImageSpec(probe, {
    ...(size !== undefined && { size }),
    ...(colour !== "auto" && { colour }),
  });
  const opened = await openImageStore(dataset, spec, { strict });
  const { validation: share } = options;
  const sides = splitSides(opened.dataset, { within: "classes", seed, validation: share, unlabelled });
  const stores = [sides.trainIndices, sides.validationIndices].map((indices) => storeView(opened.store, indices));
  const [training, validation] = stores as [(typeof stores)[0], (typeof stores)[0]];
  const copies = sharedContent(training, validation);
  const leaks = [
    sharedContentWarning(copies, sides.train, sides.validation),
    await nearDuplicateWarning(
      { dataset: sides.train, store: training },
      { dataset: sides.validation, store: validation },
      copies,
    ),
  ].filter((warning) => warning !== undefined);
  const { mean, std } = await training.meanAndStd();
  const input: ImageInput = { kind: "image", ...spec, mean, std: std.map((deviation) => Math.max(deviation, 1 / 255)) };
  return {
    whole: { dataset: opened.dataset, store: imageItems(opened.store) },
    training: { dataset: sides.train, store: imageItems(training) },
    validation: { dataset: sides.validation, store: imageItems(validation) },
    heldOut: sides.heldOut,
    input,
    augment,
    choices: [...reasons, ...sides.choices],
    warnings: sides.warnings(leaks),
  };
}
