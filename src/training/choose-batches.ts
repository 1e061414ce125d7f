// What batches are made of, where that is not given.

import { KindredError, check } from "../core/errors.js";
import {
  classBatches,
  isGraded,
  itemsByClass,
  pairBatches,
  viewBatches,
  type ClassBatches,
  type Dataset,
  type PairBatches,
  type ViewBatches,
} from "../data/index.js";
import type { Loss } from "../losses/index.js";
import { itemNoun } from "../model/index.js";
import { defaults } from "./defaults.js";
import type { TrainOptions } from "./options.js";
import type { TrainingData } from "./training-data.js";

export type Sampler = ClassBatches | PairBatches | ViewBatches;

export type BatchMake =
  { readonly classes: number; readonly samples: number } | { readonly pairs: number } | { readonly pictures: number };

export interface ChosenBatches {
  readonly sampler: Sampler;
  readonly make: BatchMake;
}

/** Throws INVALID_OPTION, DATA_TOO_FEW. */
export function chooseBatches(
  { training: { dataset }, buckets, input }: Pick<TrainingData, "training" | "buckets" | "input">,
  batch: TrainOptions["batch"],
  { loss, seed, choices }: { readonly loss: Loss; readonly seed: number; readonly choices: string[] },
): ChosenBatches {
  const most = batchSizeFor(buckets?.at(-1));
  const size = typeof batch === "number" ? batch : most;
  const chosen = (make: BatchMake): ChosenBatches => ({ sampler: batchesOf(dataset, make, loss, seed), make });
  if (loss.needs === "views") {
    const wanted = `train: the loss "${loss.name}" knows neither classes nor pairs; give batch as a number of pictures`;
    check(typeof batch !== "object", "INVALID_OPTION", wanted);
    // Each is passed through the network twice.
    const pictures = Math.max(2, Math.min(batch ?? most / 2, dataset.items.length));
    if (batch === undefined) choices.push(`batches of ${pictures} ${itemNoun(input)[1]}, each changed in two ways`);
    return chosen({ pictures });
  }
  if (dataset.pairs !== undefined) {
    check(
      typeof batch !== "object" || "pairs" in batch,
      "INVALID_OPTION",
      "train: a pairs file has no classes; give batch as a number or { pairs }",
    );
    const pairs =
      typeof batch === "object" ? batch.pairs : Math.max(2, Math.min(Math.floor(size / 2), dataset.pairs.length));
    const which = isGraded(dataset.pairs) ? "with their scores" : "half of them the same";
    if (batch === undefined) choices.push(`batches of ${pairs} pairs, ${which}`);
    return chosen({ pairs });
  }
  check(
    typeof batch !== "object" || !("pairs" in batch),
    "INVALID_OPTION",
    "train: batches of pairs need a pairs file; give { classes, samples }",
  );
  const make = typeof batch === "object" ? batch : composition(dataset, size);
  if (typeof batch !== "object")
    choices.push(`batches of ${make.classes} classes with ${make.samples} ${itemNoun(input)[1]} each`);
  return chosen(make);
}

/** Long series come fewer at a time. */
function batchSizeFor(steps: number | undefined): number {
  if (steps === undefined) return defaults.batch;
  return Math.max(4, Math.min(defaults.batch, Math.floor(defaults.batchSteps / steps)));
}

/** P x K items, about `size`: four of a class where there are classes enough, more where there are not. */
function composition(dataset: Dataset, size: number): { classes: number; samples: number } {
  const sizes = itemsByClass(dataset).map((members) => members.length);
  if (Math.max(...sizes) < 2) {
    throw new KindredError(
      "DATA_TOO_FEW",
      `${dataset.root}: every class to train on has one picture: there is no same pair to learn from`,
    );
  }
  const wanted = Math.max(2, Math.floor(size / defaults.samples));
  const classes = Math.min(wanted, sizes.length);
  return { classes, samples: classes === wanted ? defaults.samples : Math.max(2, Math.floor(size / classes)) };
}

function batchesOf(dataset: Dataset, make: BatchMake, loss: Loss, seed: number): Sampler {
  if ("pairs" in make) return pairBatches(dataset, { ...make, seed, oneKind: loss.needs === "pairs" });
  if ("pictures" in make) return viewBatches(dataset, { ...make, seed });
  return classBatches(dataset, { ...make, seed });
}
