// How the batches of a training are drawn and what they are made of: what was asked for, else what suits the data.

import { KindredError, check } from "../core/errors.js";
import { extent } from "../core/statistics.js";
import {
  isGraded,
  itemsByClass,
  lengthBatches,
  samplerByName,
  viewBatches,
  type ClassBatches,
  type ClassMake,
  type Dataset,
  type PairBatches,
  type PairMake,
  type Sampler,
  type ViewBatches,
} from "../data/index.js";
import type { Loss } from "../losses/index.js";
import { itemNoun } from "../model/index.js";
import { chooseLoss } from "./choose-loss.js";
import { defaults } from "./defaults.js";
import { asNamed, isBuilt, type TrainOptions } from "./options.js";
import type { TrainingData } from "./training-data.js";

export type DrawnBatches = ClassBatches | PairBatches | ViewBatches;

export type BatchMake = ClassMake | PairMake | { readonly pictures: number };

export interface ChosenBatches {
  readonly sampler: DrawnBatches;
  readonly make: BatchMake;
}

/** Share of same pairs in a batch for a loss that finds different ones among the others: all but one. */
const nearlyAll = 0.999;

/**
 * A pairs file is drawn from in pairs; classes are where pairs of them are asked for, or where they were made of pairs and the loss is
 * one of pairs. Throws INVALID_OPTION.
 */
export function chooseSampler(training: TrainOptions, { pairs, origin }: Dataset): Sampler {
  const { sampler, batch } = training;
  const byBatch = typeof batch === "object" && "pairs" in batch;
  const byLoss = origin === "pairs" && !pairs && sampler === undefined && chooseLoss(training, {}).needs === "pairs";
  if (byLoss) return samplerByName("pairs", { same: nearlyAll });
  const { name, options } = asNamed(isBuilt(sampler) ? undefined : sampler, pairs || byBatch ? "pairs" : "classes");
  const chosen = isBuilt(sampler) ? (sampler as Sampler) : samplerByName(name, options);
  check(pairs === undefined || chosen.gives === "pairs", "INVALID_OPTION", () => {
    return `train: sampler "${chosen.name}" needs classes, and a pairs file has none: use "pairs"`;
  });
  return chosen;
}

type BatchedData = Pick<TrainingData, "training" | "buckets" | "input">;

interface BatchesContext {
  readonly drawing: Sampler;
  readonly loss: Loss;
  readonly seed: number;
  /** Gets a sentence for each decision. */
  readonly choices: string[];
}

/** Throws INVALID_OPTION, DATA_TOO_FEW. */
export function chooseBatches(data: BatchedData, options: TrainOptions, context: BatchesContext): ChosenBatches {
  const { dataset } = data.training;
  const { batch } = options;
  const { drawing, loss, choices } = context;
  const size = typeof batch === "number" ? batch : batchSizeFor(data);
  if (loss.needs === "views") return viewsOf(data, options, context);
  if (drawing.gives === "pairs") {
    check(typeof batch !== "object" || "pairs" in batch, "INVALID_OPTION", () => {
      const what =
        dataset.pairs === undefined ? `sampler "${drawing.name}" draws pairs` : "a pairs file has no classes";
      return `train: ${what}; give batch as a number or { pairs }`;
    });
    const most = dataset.pairs?.length ?? Infinity;
    const pairs = typeof batch === "object" ? batch.pairs : Math.max(2, Math.min(Math.floor(size / 2), most));
    if (batch === undefined) choices.push(`batches of ${pairs} pairs, ${whichPairs(dataset, drawing)}`);
    return drawn(data, { pairs }, context);
  }
  check(
    typeof batch !== "object" || !("pairs" in batch),
    "INVALID_OPTION",
    `train: batches of pairs need a pairs file or the sampler "pairs", got "${drawing.name}"`,
  );
  const make = typeof batch === "object" ? batch : composition(dataset, size);
  const [, many] = itemNoun(data.input);
  if (typeof batch !== "object") choices.push(`batches of ${make.classes} classes with ${make.samples} ${many} each`);
  return drawn(data, make, context);
}

function whichPairs({ pairs }: Dataset, { options }: Sampler): string {
  if (pairs !== undefined && isGraded(pairs)) return "with their scores";
  const share = Number(options["same"] ?? 0.5);
  if (share === nearlyAll) return "all but one of them the same";
  return `${share === 0.5 ? "half" : `${Math.round(100 * share)} %`} of them the same`;
}

/** CoSENT compares pairs of both kinds with each other; the other losses of pairs do with one. */
function findsOtherKind({ needs, name }: Loss): boolean {
  return needs === "pairs" && name !== "cosent";
}

/** The sampler's batches of that make-up, which is of its kind. */
function drawn(
  { training: { dataset }, input }: BatchedData,
  make: ClassMake | PairMake,
  { drawing, loss, seed }: BatchesContext,
): ChosenBatches {
  if (drawing.gives === "pairs") {
    const oneKind = findsOtherKind(loss);
    return { sampler: drawing.batches(dataset, { ...(make as PairMake), oneKind }, seed), make };
  }
  const { samples } = make as ClassMake;
  const draw = (part: Dataset): ClassBatches => drawing.batches(part, make as ClassMake, seed);
  // Series that are brought to one length cost the same.
  const byLength = input.kind === "series" && input.resample === undefined;
  return { sampler: byLength ? lengthBatches(dataset, { samples, seed }, draw) : draw(dataset), make };
}

function viewsOf(
  data: BatchedData,
  { batch, sampler }: TrainOptions,
  { loss, seed, choices }: BatchesContext,
): ChosenBatches {
  const { dataset } = data.training;
  const [, many] = itemNoun(data.input);
  const what = `train: the loss "${loss.name}" knows neither classes nor pairs`;
  check(sampler === undefined, "INVALID_OPTION", `${what}; it takes no sampler`);
  check(typeof batch !== "object", "INVALID_OPTION", `${what}; give batch as a number of ${many}`);
  // Each is passed through the network twice.
  const pictures = Math.max(2, Math.min(batch ?? batchSizeFor(data) / 2, dataset.items.length));
  if (batch === undefined) choices.push(`batches of ${pictures} ${many}, each changed in two ways`);
  return { sampler: viewBatches(dataset, { pictures, seed }), make: { pictures } };
}

/** Long series come fewer at a time, and few series not more than once, unless a batch would be tiny. Pictures and rows without text have no length. */
function batchSizeFor({ input, buckets, training }: BatchedData): number {
  if (buckets === undefined) return defaults.batch;
  const most = input.kind === "series" ? Math.max(defaults.leastBatch, training.dataset.items.length) : Infinity;
  const steps = (input.kind === "series" ? input.resample : undefined) ?? Math.max(...buckets);
  return Math.max(4, Math.min(defaults.batch, most, Math.floor(defaults.batchSteps / steps)));
}

/** P x K items, about `size`: four of a class where there are classes enough, more where there are not. */
function composition(dataset: Dataset, size: number): { classes: number; samples: number } {
  const sizes = itemsByClass(dataset).map((members) => members.length);
  if (extent(sizes)[1] < 2) {
    throw new KindredError(
      "DATA_TOO_FEW",
      `${dataset.root}: every class to train on has one picture: there is no same pair to learn from`,
    );
  }
  const wanted = Math.max(2, Math.floor(size / defaults.samples));
  const classes = Math.min(wanted, sizes.length);
  return { classes, samples: classes === wanted ? defaults.samples : Math.max(2, Math.floor(size / classes)) };
}
