// What a trainer is fed with. It knows neither pictures nor labels: whoever fills batches agrees with whoever built the graph.

import type { HostTensor } from "../engine/index.js";
import type { Tensors } from "./carried.js";

/** Where a trainer's batches come from. */
export interface Batches {
  /** Pictures in a batch. */
  readonly batchSize: number;
  /** Steps that make an epoch: about one visit of each item. */
  readonly stepsPerEpoch: number;
  /** What step `step` (from 0) is fed with. Good until the step after the next one is prepared. */
  prepare(step: number): Promise<Tensors>;
  /** Only where the batches of an epoch depend on the weights before it. */
  readonly renewal?: BatchRenewal;
}

/** Batches that are drawn by what the network makes of the training pictures. */
export interface BatchRenewal {
  /** Looks at the weights at the end of an epoch: batches of later steps are drawn by them. */
  renew(weights: Tensors): Promise<void>;
  /** What it found, by name, to be kept in checkpoints beside what is carried. */
  state(): Tensors;
  /** Takes over what a checkpoint holds. Names that are missing or of another shape are returned. */
  restore(values: ReadonlyMap<string, HostTensor>): string[];
}
