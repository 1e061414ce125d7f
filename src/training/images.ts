// From a data set of pictures to what a training needs of it: readable pictures in memory, a side to train on and a side to
// validate on, and what all pictures are brought to. Every decision that was not given is told in a sentence.

import { KindredError } from "../core/errors.js";
import {
  chooseImageSpec,
  impostorsChoice,
  nearDuplicateWarning,
  openImageStore,
  probeImages,
  sharedContent,
  sharedContentWarning,
  splitByClass,
  storeView,
  type DataWarning,
  type Dataset,
  type ImageStore,
  type Split,
} from "../data/index.js";
import type { ImageInput } from "../model/index.js";
import { defaults } from "./defaults.js";
import type { TrainOptions } from "./options.js";

/** One side of the split: item i of the dataset is picture i of the store. */
export interface Side {
  readonly dataset: Dataset;
  readonly store: ImageStore;
}

export interface TrainingImages {
  /** Everything that can be read; the two below are its parts. */
  readonly whole: Side;
  readonly training: Side;
  /** Without items where nothing is held out. */
  readonly validation: Side;
  readonly heldOut: Split["heldOut"];
  readonly input: ImageInput;
  /** Which augmentation suits the pictures. */
  readonly augment: "handwriting" | "photo";
  /** A sentence for each decision. */
  readonly choices: readonly string[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

type ImageOptions = Pick<TrainOptions, "size" | "colour" | "strict" | "validation" | "seed">;

/** Reads and splits the pictures; `unlabelled` ones are trained on too, where the loss asks for no classes. Throws DATA_EMPTY, DATA_TOO_FEW, IMAGE_UNREADABLE (with `strict`), INVALID_OPTION. */
export async function prepareImages(
  dataset: Dataset,
  options: ImageOptions,
  unlabelled = false,
): Promise<TrainingImages> {
  const { size, colour = "auto", strict = false, seed = defaults.seed } = options;
  const probe = await probeImages(dataset, { seed });
  const { spec, augment, reasons } = chooseImageSpec(probe, {
    ...(size !== undefined && { size }),
    ...(colour !== "auto" && { colour }),
  });
  const opened = await openImageStore(dataset, spec, { strict });
  const { split, warnings: splitWarnings } = splitOrTrainOnAll(opened.dataset, {
    validation: options.validation,
    ...{ seed, unlabelled },
  });
  const side = (part: Dataset, indices: Int32Array): Side => ({
    dataset: part,
    store: storeView(opened.store, indices),
  });
  const training = side(split.train, split.trainIndices);
  const validation = side(split.validation, split.validationIndices);
  const copies = sharedContent(training.store, validation.store);
  const leaks = [
    sharedContentWarning(copies, training.dataset, validation.dataset),
    await nearDuplicateWarning(training, validation, copies),
  ].filter((warning) => warning !== undefined);
  const { mean, std } = await training.store.meanAndStd();
  const input: ImageInput = { kind: "image", ...spec, mean, std: std.map((deviation) => Math.max(deviation, 1 / 255)) };
  return {
    whole: { dataset: opened.dataset, store: opened.store },
    training,
    validation,
    heldOut: split.heldOut,
    input,
    augment,
    choices: [
      ...reasons,
      sidesChoice(training.dataset, validation.dataset, split.heldOut),
      ...[impostorsChoice(opened.dataset)].filter((choice) => choice !== undefined),
    ],
    warnings: [...[...opened.dataset.warnings, ...split.warnings, ...leaks].map(withExamples), ...splitWarnings],
  };
}

interface SplitResult {
  readonly split: Split;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Where nobody asked for a validation and the data do not suffice for one, everything is trained on. */
function splitOrTrainOnAll(
  dataset: Dataset,
  { validation, ...how }: { validation: number | undefined; seed: number; unlabelled: boolean },
): SplitResult {
  try {
    return { split: splitByClass(dataset, { validation: validation ?? defaults.validation, ...how }), warnings: [] };
  } catch (error) {
    if (validation !== undefined || !(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
    const message = `nothing is held out, so the model will have no threshold and no figures: ${error.message}`;
    return { split: splitByClass(dataset, { validation: 0, ...how }), warnings: [{ code: "NO_VALIDATION", message }] };
  }
}

function withExamples({ code, message, examples }: DataWarning): { code: string; message: string } {
  return { code, message: examples.length === 0 ? message : `${message} (${examples.join("; ")})` };
}

function sidesChoice(training: Dataset, validation: Dataset, heldOut: Split["heldOut"]): string {
  const size = ({ items, classes, pairs }: Dataset): string => {
    if (pairs !== undefined) return `${pairs.length} pairs of ${items.length} pictures`;
    return classes.length === 0 ? `${items.length} pictures` : `${items.length} pictures of ${classes.length} classes`;
  };
  if (validation.items.length === 0) return `trained on ${size(training)}; nothing held out`;
  const how = {
    groups: "whole groups",
    classes: "whole classes",
    pairs: "pairs that share no picture with the others",
  };
  return `trained on ${size(training)}; validated on ${size(validation)}: ${how[heldOut]} are held out`;
}
