// What a miner is: a batch and its classes in, out come the pairs and triplets of it that count. It chooses inside the graph, by
// distances as they are at this step; choosing has no gradient, what is chosen has. A miner knows no loss, a loss no miner:
// what they share is `Mined`.
//
// Rows are compared with rows of the batch, or, where training keeps a memory of earlier batches, with those as well: N
// anchors, R references, of which the first N are the batch's own rows.

import type { Distance } from "../distances/distance.js";
import type { Scope } from "../encoders/scope.js";
import type { Tensor } from "../graph/tensor.js";

/** What the rows of a batch are compared with, where that is more than the batch itself. */
export interface References {
  /** `[R, D]`: the batch's own rows first. */
  readonly embeddings: Tensor;
  /** Class of each row: int64 `[R]`; -1 is an empty place, neither same nor different. */
  readonly labels: Tensor;
}

export interface LabelledBatch {
  /** `[N, D]` */
  readonly embeddings: Tensor;
  /** Class of each row: int64 `[N]`. */
  readonly labels: Tensor;
  /** @defaultValue the batch itself */
  readonly references?: References;
  /** Whether a class is one of impostors, such as forged signatures; two rows of such make no pair: bool `[classes]`. @defaultValue none is */
  readonly impostors?: Tensor;
}

/** Pairs and triplets of a batch that count. R is N without references. */
export interface Mined {
  /** Pairs (anchor, positive): bool `[N, R]`. */
  readonly positive: Tensor;
  /** Pairs (anchor, negative): bool `[N, R]`. */
  readonly negative: Tensor;
  /** Which triplets of those pairs. Absent: every positive of an anchor with every negative of it. */
  readonly triplets?: TripletChoice;
}

export type TripletChoice =
  /** Those with d(a, n) - d(a, p) above `above` and up to `upTo`, in the distance that the miner was given. */
  | { readonly by: "gap"; readonly above?: number; readonly upTo?: number }
  /** One for each positive: the number of its negative, int64 `[N, R]`. None where that is not in `negative`. */
  | { readonly by: "negative"; readonly negative: Tensor }
  /** One for each negative: the number of its positive, int64 `[N, R]`. None where that is not in `positive`. */
  | { readonly by: "positive"; readonly positive: Tensor }
  /** Anchor, positive, negative: bool `[N, R, R]`. */
  | { readonly by: "mask"; readonly mask: Tensor };

export interface MinerContext {
  /** The distance that the loss shapes: what miners measure by, but for those whose formula has its own. */
  readonly distance: Distance;
  /** What margins in that distance are multiples of (losses/margin-unit.ts): 1 for Euclidean on embeddings of length 1. */
  readonly unit: number;
  /** Where miners that draw at random get their numbers from, anew for each step. */
  readonly scope: Scope;
}

export interface Miner {
  /** As in options and config files, e.g. "batch-hard". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable), defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Adds the choice to a graph. An anchor that lacks a positive or a negative has no triplet. */
  mine(batch: LabelledBatch, context: MinerContext): Mined;
}
