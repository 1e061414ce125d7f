// How the batches of a training are drawn and what they are made of: what was asked for, else what suits the data.

import { KindredError, check } from "../core/errors.js";
import {
  itemsByClass,
  samplerByName,
  type ClassBatches,
  type ClassMake,
  type Dataset,
  type PairBatches,
  type PairMake,
  type Sampler,
} from "../data/index.js";
import { defaults } from "./defaults.js";
import { asNamed, isBuilt, type TrainOptions } from "./options.js";

/** A pairs file is drawn from in pairs; classes are unless pairs of them are asked for. */
export function chooseSampler({ sampler, batch }: TrainOptions, { pairs }: Dataset): Sampler {
  const byBatch = typeof batch === "object" && "pairs" in batch;
  const chosen = isBuilt(sampler)
    ? (sampler as Sampler)
    : namedSampler(sampler, pairs || byBatch ? "pairs" : "classes");
  check(pairs === undefined || chosen.gives === "pairs", "INVALID_OPTION", () => {
    return `train: sampler "${chosen.name}" needs classes, and a pairs file has none: use "pairs"`;
  });
  return chosen;
}

function namedSampler(sampler: unknown, fallback: string): Sampler {
  const { name, options } = asNamed(sampler, fallback);
  return samplerByName(name, options);
}

export interface ChosenBatches {
  readonly sampler: ClassBatches | PairBatches;
  readonly make: ClassMake | PairMake;
}

/** Throws INVALID_OPTION or DATA_TOO_FEW where the data do not suffice. */
export function chooseBatches(
  dataset: Dataset,
  sampler: Sampler,
  batch: TrainOptions["batch"],
  seed: number,
  choices: string[],
): ChosenBatches {
  const size = typeof batch === "number" ? batch : defaults.batch;
  if (sampler.gives === "pairs") {
    check(typeof batch !== "object" || "pairs" in batch, "INVALID_OPTION", () => {
      const what =
        dataset.pairs === undefined ? `sampler "${sampler.name}" draws pairs` : "a pairs file has no classes";
      return `train: ${what}; give batch as a number or { pairs }`;
    });
    const most = dataset.pairs?.length ?? Infinity;
    const pairs = typeof batch === "object" ? batch.pairs : Math.max(2, Math.min(Math.floor(size / 2), most));
    const share = Number(sampler.options["same"] ?? 0.5);
    const same = share === 0.5 ? "half" : `${Math.round(100 * share)} %`;
    if (batch === undefined) choices.push(`batches of ${pairs} pairs, ${same} of them the same`);
    return { sampler: batchesOf(sampler, dataset, { pairs }, seed), make: { pairs } };
  }
  check(
    typeof batch !== "object" || !("pairs" in batch),
    "INVALID_OPTION",
    `train: batches of pairs need a pairs file or the sampler "pairs", got "${sampler.name}"`,
  );
  const make = typeof batch === "object" ? batch : composition(dataset, size);
  if (typeof batch !== "object") choices.push(`batches of ${make.classes} classes with ${make.samples} pictures each`);
  return { sampler: batchesOf(sampler, dataset, make, seed), make };
}

/** The sampler's batches of that make-up, which is of its kind. */
export function batchesOf(
  sampler: Sampler,
  dataset: Dataset,
  make: ClassMake | PairMake,
  seed: number,
): ClassBatches | PairBatches {
  return sampler.gives === "pairs"
    ? sampler.batches(dataset, make as PairMake, seed)
    : sampler.batches(dataset, make as ClassMake, seed);
}

/** P x K pictures, about `size`: four of a class where there are classes enough, more where there are not. */
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
