// What a trainer is fed with. It knows neither pictures nor labels: whoever fills batches agrees with whoever built the graph.

import type { Tensors } from "./carried.js";

/** Where a trainer's batches come from. */
export interface Batches {
  /** Pictures in a batch. */
  readonly batchSize: number;
  /** Steps that make an epoch: about one visit of each item. */
  readonly stepsPerEpoch: number;
  /** What step `step` (from 0) is fed with. Good until the step after the next one is prepared. */
  prepare(step: number): Promise<Tensors>;
}
