// Everything that `train` takes where it is not told otherwise, in one place. What depends on the data is worked out from
// these numbers in recipe.ts.

import type { Options } from "../core/options.js";
import type { TokenUnit } from "../data/index.js";

export interface PartDefault {
  readonly name: string;
  readonly options: Options;
}

export interface TrainingDefaults {
  /** Of pictures, of series, of records. */
  readonly encoder: { readonly image: string; readonly series: string; readonly record: string };
  /** Of texts, by what they are read as. The first that names an encoder is what that encoder reads where nothing is said. */
  readonly textEncoder: Readonly<Record<TokenUnit, string>>;
  /** What texts are read as. */
  readonly tokens: TokenUnit;
  /** Options of each encoder beside its own defaults. */
  readonly encoderOptions: Readonly<Record<string, Options>>;
  /** Where there are classes. */
  readonly loss: string;
  /** Where there are pairs, or a margin or a distance is named. */
  readonly pairLoss: string;
  /** Where pairs come with scores; and where they are of texts, whose scores are read as likeness, not only as an order. */
  readonly scoreLoss: string;
  readonly textScoreLoss: string;
  readonly optimiser: PartDefault;
  /** Learning rate of that optimiser; others have their own. */
  readonly lr: number;
  /** The same of `text-mean`: each step touches few rows of its table, and nothing stands behind it that they could upset. */
  readonly textMeanLr: number;
  readonly schedule: PartDefault;
  /** Greatest norm of the gradient, all parameters together. */
  readonly clip: number;
  /** Items in a batch. */
  readonly batch: number;
  /** Of series: a batch takes so many even where there are fewer. */
  readonly leastBatch: number;
  /** Steps of series in a batch, padding included, at most: long series come fewer at a time. */
  readonly batchSteps: number;
  /** Pictures of each class in a batch. */
  readonly samples: number;
  /** Steps to train for, about: epochs follow from it, within bounds. */
  readonly steps: number;
  readonly epochs: { readonly least: number; readonly most: number };
  /** Of series, which are often few and quickly seen. */
  readonly mostEpochsOfSeries: number;
  /** Share of the epochs without a better validation after which training stops, and the fewest such epochs. */
  readonly patience: { readonly share: number; readonly least: number };
  /** Share of the budget after which epochs compete for the best: few held-out classes flatter an untrained network. */
  readonly bestFrom: number;
  /** Decay of the weights' running average, which is what is judged and kept; 0 keeps none. */
  readonly average: number;
  /** Share of the classes that is held out. */
  readonly validation: number;
  /** Where fewer classes than these are trained on, a second training on everything follows. */
  readonly refitBelow: number;
  /** Share of each class that is held out where the classes are all known. */
  readonly validationWithin: number;
  /** Pictures and pairs that a validation looks at, at most. */
  readonly validationItems: number;
  readonly validationPairs: number;
  readonly threshold: "eer";
  /** Of pairs of records, few of which are the same. */
  readonly recordThreshold: "f1";
  readonly seed: number;
  /** Seconds between checkpoints. */
  readonly checkpointSeconds: number;
}

export const defaults: TrainingDefaults = {
  encoder: { image: "conv4", series: "temporal-conv", record: "record" },
  textEncoder: { bytes: "text-conv", words: "text-recurrent", subwords: "text-transformer", ngrams: "text-mean" },
  tokens: "ngrams",
  encoderOptions: {
    conv4: { embedding: 128, dropout: 0.3 },
    resnet: { width: 32, embedding: 128, dropout: 0.2 },
  },
  loss: "multi-similarity",
  pairLoss: "contrastive",
  scoreLoss: "cosent",
  textScoreLoss: "cosine-mse",
  optimiser: { name: "adamw", options: { weightDecay: 1e-4 } },
  lr: 1e-3,
  textMeanLr: 3e-3,
  schedule: { name: "cosine", options: { warmUp: 0.05 } },
  clip: 10,
  batch: 128,
  leastBatch: 32,
  batchSteps: 65_536,
  samples: 4,
  steps: 1000,
  epochs: { least: 8, most: 200 },
  mostEpochsOfSeries: 1000,
  patience: { share: 0.3, least: 10 },
  bestFrom: 0.5,
  average: 0.98,
  validation: 0.1,
  refitBelow: 200,
  validationWithin: 0.2,
  validationItems: 2000,
  validationPairs: 200_000,
  threshold: "eer",
  recordThreshold: "f1",
  seed: 0,
  checkpointSeconds: 30,
};
