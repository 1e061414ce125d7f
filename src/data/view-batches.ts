// Batches of P pictures, each of them twice, for losses that compare two changed copies of a picture and ask for no classes.
// What changes them is not here: a step's augmentation draws anew for every place in the batch. All pictures have their turns
// equally often.

import { check } from "../core/errors.js";
import { checkCount, checkNames } from "../core/options.js";
import { distinctDraws } from "./balanced-draws.js";
import type { Dataset } from "./dataset.js";

export interface ViewBatchesOptions {
  /** P: pictures in a batch; at least 2, at most as many as there are. */
  readonly pictures: number;
  readonly seed: number;
}

export interface ViewBatch {
  /** Positions in the dataset's `items`, `[2 * P]`: P different ones, and the same once more in the same order. */
  readonly indices: Int32Array;
}

export interface ViewBatches {
  /** 2 * P. */
  readonly batchSize: number;
  /** Steps after which about as many pictures were drawn as there are. */
  readonly stepsPerEpoch: number;
  /** Batch number `step`, from 0. The same for the same arguments, in whatever order steps are asked for. */
  at(step: number): ViewBatch;
}

/** Throws INVALID_OPTION, DATA_TOO_FEW where there are fewer than P pictures. */
export function viewBatches({ items }: Dataset, options: ViewBatchesOptions): ViewBatches {
  const { pictures: P, seed } = options;
  checkNames("view batches", { ...options }, ["pictures", "seed"]);
  checkCount("view batches", "pictures", P, 2);
  checkCount("view batches", "seed", seed, 0);
  check(
    items.length >= P,
    "DATA_TOO_FEW",
    () => `view batches: ${P} pictures in a batch, got ${items.length} in the data`,
  );
  const draw = distinctDraws({ n: items.length, k: P, seed, stream: ["views"] });
  return {
    batchSize: 2 * P,
    stepsPerEpoch: Math.ceil(items.length / P),
    at(step) {
      const { members } = draw(step);
      return { indices: Int32Array.from([...members, ...members]) };
    },
  };
}
