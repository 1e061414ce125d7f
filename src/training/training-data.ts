// What a training needs of its data, whatever they are: a side to train on and a side to validate on, and what goes into the
// model file. images.ts, series.ts and texts.ts make it. Every decision that was not given is told in a sentence.

import { KindredError } from "../core/errors.js";
import {
  impostorsChoice,
  splitAsGiven,
  splitByClass,
  splitWithinClasses,
  type DataWarning,
  type Dataset,
  type Split,
} from "../data/index.js";
import { itemNoun, type ModelInput } from "../model/index.js";
import { defaults } from "./defaults.js";
import type { Side } from "./item-store.js";

export interface TrainingData {
  /** Everything that can be read; the two below are its parts. */
  readonly whole: Side;
  readonly training: Side;
  /** Without items where nothing is held out. */
  readonly validation: Side;
  readonly heldOut: Split["heldOut"];
  readonly input: ModelInput;
  /** Which augmentation suits the items. */
  readonly augment: "handwriting" | "photo" | "series" | "text" | "record";
  /** Lengths that batches of series, texts or records are padded to, ascending. */
  readonly buckets?: readonly number[];
  /** Whether some of the series are shorter than the length they are padded to. */
  readonly padded?: boolean;
  /** A sentence for each decision. */
  readonly choices: readonly string[];
  readonly warnings: readonly TrainingWarning[];
}

export interface TrainingWarning {
  readonly code: string;
  readonly message: string;
}

export interface Sides extends Omit<Split, "warnings"> {
  readonly choices: readonly string[];
  /** Those of the data and of the split, and `more`. */
  readonly warnings: (more: readonly DataWarning[]) => readonly TrainingWarning[];
}

export interface SideOptions {
  /** Whether items of unknown class are trained on. @defaultValue false */
  readonly unlabelled?: boolean;
  /** What is held out: whole classes, or items of each class. */
  readonly within: "classes" | "items";
  readonly seed: number;
  /** Share to hold out. @defaultValue as defaults.ts says, or 0 where there is too little */
  readonly validation: number | undefined;
}

/** Splits a data set. Where nobody asked for a validation and the data do not suffice for one, everything is trained on. */
export function splitSides(dataset: Dataset, options: SideOptions): Sides {
  const { split, warning } = splitOrTrainOnAll(dataset, options);
  const noun = itemNoun(dataset);
  const impostors = impostorsChoice(dataset);
  return {
    ...split,
    choices: [sidesChoice(split, noun), ...(impostors === undefined ? [] : [impostors])],
    warnings: (more) => [
      ...[...dataset.warnings, ...split.warnings, ...more].map(withExamples),
      ...(warning === undefined ? [] : [warning]),
    ],
  };
}

function splitOrTrainOnAll(
  dataset: Dataset,
  { within, seed, validation, unlabelled = false }: SideOptions,
): { readonly split: Split; readonly warning?: TrainingWarning } {
  const { validationFrom } = dataset;
  if (validationFrom !== undefined) return { split: splitAsGiven({ ...dataset, validationFrom }, unlabelled) };
  const share = validation ?? (within === "items" ? defaults.validationWithin : defaults.validation);
  try {
    const split = within === "items" && share > 0 ? splitWithinClasses : splitByClass;
    return { split: split(dataset, { validation: share, seed, unlabelled }) };
  } catch (error) {
    if (validation !== undefined || !(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
    const message = `nothing is held out, so the model will have no threshold and no figures: ${error.message}; or name other data to validate on (--validation PATH)`;
    return {
      split: splitByClass(dataset, { validation: 0, seed, unlabelled }),
      warning: { code: "NO_VALIDATION", message },
    };
  }
}

function withExamples({ code, message, examples }: DataWarning): TrainingWarning {
  return { code, message: examples.length === 0 ? message : `${message} (${examples.join("; ")})` };
}

function sidesChoice({ train, validation, heldOut }: Split, [one, noun]: readonly [string, string]): string {
  const size = ({ items, classes, pairs }: Dataset): string => {
    if (pairs !== undefined) return `${pairs.length} pairs of ${items.length} ${noun}`;
    return classes.length === 0 ? `${items.length} ${noun}` : `${items.length} ${noun} of ${classes.length} classes`;
  };
  if (validation.items.length === 0) return `trained on ${size(train)}; nothing held out`;
  const how = {
    groups: "whole groups",
    classes: "whole classes",
    items: `${noun} of classes that are trained on as well`,
    pairs: `pairs that share no ${one} with the others`,
  };
  const apart = heldOut === "given" ? "given apart" : `${how[heldOut]} are held out`;
  return `trained on ${size(train)}; validated on ${size(validation)}: ${apart}`;
}
