// What a loss is: embeddings and what is known about them in, one number to minimise out. A loss never runs an encoder.
//
// With labels a pair loss takes all pairs of the batch, or those that were mined; with pairs it takes those. Whatever a batch lacks (no same pair, no
// different pair, no valid triplet) contributes 0: a loss and its gradient are finite for every batch.

import type { Distance } from "../distances/distance.js";
import type { Scope } from "../encoders/scope.js";
import type { Tensor } from "../graph/tensor.js";
import type { Mined, References } from "../miners/miner.js";

/** One training batch. */
export interface Batch {
  /** `[N, D]` */
  readonly embeddings: Tensor;
  /** Class of each row, 0 .. classes - 1: int64 `[N]`. */
  readonly labels?: Tensor;
  /** P pairs of embeddings, where the data say "same" and "different" and know no classes. */
  readonly pairs?: BatchPairs;
  /** With labels: what the rows are compared with, where that is more than the batch itself. */
  readonly references?: References;
  /** With labels: whether a class is one of impostors, two rows of which are neither same nor different: bool `[classes]`. */
  readonly impostors?: Tensor;
  /** With labels: the pairs and triplets that count. Absent: all, or what the loss mines by itself. */
  readonly mined?: Mined;
  /** Two changed copies of each of P pictures, where nothing is known about them. */
  readonly views?: BatchViews;
}

export interface BatchPairs {
  /** `[P, D]` */
  readonly left: Tensor;
  /** `[P, D]` */
  readonly right: Tensor;
  /** 1 same, 0 different: float `[P]`. */
  readonly same: Tensor;
  /** How alike, where the data say more than same or different: 0 not at all .. 1 wholly, float `[P]`. */
  readonly score?: Tensor;
}

/** Row i of both is one picture, changed twice at random. */
export interface BatchViews {
  /** `[P, D]` */
  readonly left: Tensor;
  /** `[P, D]` */
  readonly right: Tensor;
}

export interface LossContext {
  /** For losses with parameters of their own. */
  readonly scope: Scope;
  /** Number of classes in the training data, where there are classes. */
  readonly classes?: number;
}

export interface LossResult {
  /** To be minimised: `[]`. */
  readonly loss: Tensor;
  /**
   * Numbers to watch, each `[]`: `active`, the share of pairs or triplets that cost something; `meanPositive` and
   * `meanNegative`, the mean distance of same and of different pairs (0 where there is none); `degenerate`, of losses that
   * need both, 1 where the batch lacks same or different pairs, else 0. Training counts the latter and warns once.
   */
  readonly metrics: Readonly<Record<string, Tensor>>;
  /** A learned head's own distance, in the graph: `[P, D]`, `[P, D]` -> `[P]`. Smaller is nearer. */
  score?(left: Tensor, right: Tensor): Tensor;
  /** What the loss has learned of each class, for regularisers. */
  readonly classWeights?: ClassWeights;
}

export interface ClassWeights {
  /** Class by class: `[classes * perClass, D]`. */
  readonly rows: Tensor;
  /** How many rows each class has. */
  readonly perClass: number;
}

export interface Loss {
  /** As in options, config files and model metadata, e.g. "contrastive". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable), `distance` by name. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The distance this loss shapes; verification uses it unless `learned` offers another. */
  readonly distance: Distance;
  /** What a batch must know: classes, pairs, either of them, or two views of each picture. */
  readonly needs: "labels" | "pairs" | "either" | "views";
  /** Whether the length of embeddings carries meaning, so that encoders should leave it free. @defaultValue false */
  readonly freeLength?: boolean;
  /** Adds the loss to a graph. Throws DATA_INVALID where the batch lacks what the loss needs. */
  build(batch: Batch, context: LossContext): LossResult;
  /**
   * The distance that training has made, for losses that learn one.
   *
   * @param parameters - trained values by name, without the prefix of the scope given to `build`
   */
  learned?(parameters: ReadonlyMap<string, Float32Array>): Distance;
}
