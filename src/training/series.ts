// From a data set of series to what a training needs of it: a side to train on, a side to validate on, and the numbers that
// centre and scale each channel. Every decision that was not given is told in a sentence.

import { check } from "../core/errors.js";
import { extent } from "../core/statistics.js";
import { sharedContent, sharedContentWarning, type Dataset, type Series } from "../data/index.js";
import type { SeriesInput } from "../model/index.js";
import { chooseBuckets } from "./buckets.js";
import { defaults } from "./defaults.js";
import type { TrainOptions } from "./options.js";
import { seriesItems } from "./series-items.js";
import { splitSides, type TrainingData } from "./training-data.js";

/** With fewer classes than this, new items of known classes are what will be asked about. */
const fewClasses = 10;

type SeriesOptions = Pick<TrainOptions, "seed" | "zNormalise" | "resample" | "size" | "colour" | "rotateClasses"> & {
  readonly validation?: number | undefined;
};

/** Splits the series. Throws DATA_TOO_FEW, INVALID_OPTION. */
export function prepareSeries(dataset: Dataset, options: SeriesOptions, unlabelled = false): TrainingData {
  for (const name of ["size", "colour", "rotateClasses"] as const) {
    check(
      options[name] === undefined,
      "INVALID_OPTION",
      `train: ${name} is about pictures, and ${dataset.root} holds series`,
    );
  }
  const { seed = defaults.seed, zNormalise = false, resample } = options;
  const known = dataset.origin === "file" || dataset.classes.length < fewClasses;
  const within = dataset.pairs === undefined && known ? "items" : "classes";
  const sides = splitSides(dataset, { within, seed, validation: options.validation, unlabelled });
  const lengths = dataset.items.map(({ series }) => series!.steps);
  const buckets = resample === undefined ? chooseBuckets(lengths) : [extent(lengths)[1]];
  const store = (part: Dataset) => ({
    dataset: part,
    store: seriesItems(
      part.items.map(({ series }) => series!),
      buckets,
    ),
  });
  const [training, validation] = [store(sides.train), store(sides.validation)];
  const shared = sharedContentWarning(
    sharedContent(training.store, validation.store),
    training.dataset,
    validation.dataset,
  );
  const { channels } = dataset.items[0]!.series!;
  return {
    whole: store(dataset),
    training,
    validation,
    heldOut: sides.heldOut,
    input: {
      ...{ kind: "series", channels, zNormalise, ...(resample !== undefined && { resample }) },
      ...statistics(sides.train, channels, zNormalise),
    },
    augment: "series",
    buckets,
    padded: lengths.some((length) => length < buckets.at(-1)!),
    choices: [seriesChoice(dataset, channels, lengths, { buckets, resample }), ...sides.choices],
    warnings: sides.warnings(shared === undefined ? [] : [shared]),
  };
}

function seriesChoice(
  dataset: Dataset,
  channels: number,
  lengths: readonly number[],
  { buckets, resample }: { readonly buckets: readonly number[]; readonly resample: number | undefined },
): string {
  const [shortest, longest] = extent(lengths);
  const long = shortest === longest ? `${longest} steps` : `${shortest} to ${longest} steps`;
  const steps =
    `a table with a step a row, by its column "${dataset.source?.series}" ` +
    "(if each row stands for itself: --series none --class COLUMN)";
  const file = dataset.source?.series === undefined ? "a file of series" : steps;
  const source = { file, folder: "a folder for each class", pairs: "pairs", items: "a list" };
  const brought = resample === undefined ? "" : `, each brought to ${resample}`;
  const padded = buckets.length === 1 ? brought : `; batches padded to ${buckets.join(", ")}`;
  return `series, ${source[dataset.origin]}: ${channels === 1 ? "one channel" : `${channels} channels`}, ${long}${padded}`;
}

/** Of the training series, each first centred and scaled by itself where that is wanted. */
function statistics({ items }: Dataset, channels: number, zNormalise: boolean): Pick<SeriesInput, "mean" | "std"> {
  const mean: number[] = [];
  const std: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const all = items.map(({ series }) => moments(series!, channel));
    if (zNormalise) {
      mean.push(0);
      std.push(1);
      continue;
    }
    const steps = all.reduce((sum, { steps }) => sum + steps, 0);
    const average = all.reduce((sum, { steps, mean }) => sum + steps * mean, 0) / steps;
    const variance = all.reduce((sum, own) => sum + own.steps * (own.variance + (own.mean - average) ** 2), 0) / steps;
    mean.push(average);
    // A channel that is the same throughout becomes 0.
    std.push(variance > 0 ? Math.sqrt(variance) : 1);
  }
  return { mean, std };
}

function moments(
  { steps, channels, values }: Series,
  channel: number,
): { steps: number; mean: number; variance: number } {
  let mean = 0;
  for (let i = channel; i < values.length; i += channels) mean += values[i]! / steps;
  let variance = 0;
  for (let i = channel; i < values.length; i += channels) variance += (values[i]! - mean) ** 2 / steps;
  return { steps, mean, variance };
}
