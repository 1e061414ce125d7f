// Everything that `train` takes where it is not told otherwise, in one place. What depends on the data is worked out from
// these numbers in choices.ts.

import type { Options } from "../core/options.js";

export interface PartDefault {
  readonly name: string;
  readonly options: Options;
}

export const defaults = {
  encoder: "conv4",
  /** Options of each encoder beside its own defaults. */
  encoderOptions: {
    conv4: { width: 64, embedding: 64, dropout: 0.2 },
    resnet: { width: 32, embedding: 128, dropout: 0.2 },
    koch: {},
    mlp: { embedding: 64 },
  } as Readonly<Record<string, Options>>,
  loss: "contrastive",
  distance: "euclidean",
  /** Losses whose distance grows with the embeddings' length need that length free; for the others it is fixed at 1. */
  freeLength: ["pair-classifier"] as readonly string[],
  optimiser: { name: "adamw", options: { weightDecay: 1e-4 } } satisfies PartDefault,
  lr: 1e-3,
  schedule: { name: "cosine", options: { warmUp: 0.05 } } satisfies PartDefault,
  /** Greatest norm of the gradient, all parameters together. */
  clip: 10,
  /** Pictures in a batch. */
  batch: 64,
  /** Pictures of each class in a batch. */
  samples: 4,
  /** Steps to train for, about: epochs follow from it, within these bounds. */
  steps: 1000,
  epochs: { least: 8, most: 200 },
  /** Share of the epochs without a better validation after which training stops, and the fewest such epochs. */
  patience: { share: 0.3, least: 10 },
  /** Share of classes that is held out. */
  validation: 0.2,
  /** Pictures and pairs that a validation looks at, at most. */
  validationItems: 2000,
  validationPairs: 200_000,
  threshold: "eer",
  seed: 0,
  /** Seconds between checkpoints. */
  checkpointSeconds: 30,
} as const;
