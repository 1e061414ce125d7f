// What a training asks of its items, whatever they are: to be fed to an encoder, to fill batches, to be told apart and shown.
// image-items.ts, series-items.ts, text-items.ts and record-items.ts are the kinds there are.

import type { ClassBatches, Dataset, PairBatches, ViewBatches } from "../data/index.js";
import type { EmbedSource } from "../model/embed.js";
import type { Look } from "./batch-renewal.js";
import type { Batches } from "./batches.js";
import type { CarriedSpec } from "./step.js";
import type { StepAugmentation } from "./step-input.js";

export interface ItemStore {
  readonly count: number;
  /** The same for the same content, whatever it is called. */
  hash(index: number): string;
  /** The items at `indices`, in that order, for an encoder at inference. */
  source(indices: readonly number[]): EmbedSource;
  /** A small picture of an item, as a data address; undefined where its name, or its text, says all. */
  thumbnail(index: number): Promise<string | undefined>;
  /** What is written in an item's place where it has no picture. @defaultValue its id */
  text?(index: number): string;
  /** Fills the batches that a sampler draws. */
  batches(options: BatchesOptions): Batches;
}

export interface BatchesOptions {
  /** What is drawn: positions are the store's. */
  readonly sampler: ClassBatches | PairBatches | ViewBatches;
  readonly augmentation: StepAugmentation;
  /** The graph's inputs for the augmentation. */
  readonly draws: readonly CarriedSpec[];
  /** What the graph takes: of what is known of a batch, a loss may ask only for a part. @defaultValue all that is known */
  readonly inputs?: readonly string[];
  /** Classes before they are turned. */
  readonly classes: number;
  readonly seed: number;
  /** For a sampler that draws by embeddings. @defaultValue it draws as it does before its first look */
  readonly look?: Look;
}

/** One side of the split: item i of the dataset is item i of the store. */
export interface Side {
  readonly dataset: Dataset;
  readonly store: ItemStore;
}
