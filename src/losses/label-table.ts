// What losses on class labels see of a batch: the distances from every row (the anchor) to every other one, and which of
// those are positives and negatives: all of them, or those that were mined.

import type { Distance } from "../distances/distance.js";
import {
  type Tensor,
  abs,
  add,
  and,
  cast,
  constant,
  dataOf,
  gatherElements,
  logSumExp,
  max,
  neg,
  or,
  reduceMax,
  reshape,
  scalar,
  softplus,
  sub,
  where,
} from "../graph/index.js";
import { type LabelMasks, batchMasks, referencesOf } from "../miners/labels.js";
import { checkLabels } from "./check-labels.js";
import type { Batch } from "./loss.js";

/** Lower than any logit, and still finite after a few additions in float32. */
const LOW = -1e30;

/** Masks are those of the pairs that count. R is N, unless rows are compared with more than the batch. */
export interface LabelTable extends LabelMasks {
  /** `[N, D]` */
  readonly embeddings: Tensor;
  /** int64 `[N]` */
  readonly labels: Tensor;
  /** What rows are compared with, the batch's own first: `[R, D]`. */
  readonly references: Tensor;
  /** N */
  readonly count: number;
  /** R */
  readonly width: number;
  /** Rows are anchors: `[N, R]`. */
  readonly distances: Tensor;
  /** The masks of all pairs, where some were mined. */
  readonly unmined: LabelMasks;
  /** Each row with itself: bool `[N, R]`. */
  readonly itself: Tensor;
}

/** Throws DATA_INVALID or SHAPE_MISMATCH where the labels will not do. `where` names the loss in errors. */
export function labelTable(where: string, batch: Batch, distance: Distance): LabelTable {
  const labels = checkLabels(where, batch);
  const { embeddings, mined } = batch;
  const references = referencesOf(batch);
  const unmined = batchMasks({ ...batch, labels });
  const [count, width] = [Number(labels.shape[0]), Number(references.shape[0])];
  const diagonal = Array.from({ length: count * width }, (_, k) => (Math.floor(k / width) === k % width ? 1 : 0));
  return {
    ...{ embeddings, labels, references, count, width, unmined },
    distances: distance.pairs(embeddings, references),
    ...(mined === undefined ? unmined : { ...mined, others: or(mined.positive, mined.negative) }),
    itself: constant(dataOf("bool", diagonal), [count, width], "bool"),
  };
}

/** What is larger for nearer rows: 1 - d for the cosine distance, which is the cosine similarity, -d for any other. */
export function similarities({ distances }: LabelTable, distance: Distance): Tensor {
  return distance.name === "cosine" ? sub(scalar(1, distances.dtype), distances) : neg(distances);
}

/** 1 where `mask` holds, else 0, in the dtype of the distances. */
export function weightOf({ distances }: LabelTable, mask: Tensor): Tensor {
  return cast(mask, distances.dtype);
}

/** A constant in the dtype of the distances. */
export function number({ distances }: Pick<LabelTable, "distances">, value: number): Tensor {
  return scalar(value, distances.dtype);
}

/** Whether a row of `mask` holds anywhere: `[N, R]` -> bool `[N]`, or `[N, 1]`. */
export function any(mask: Tensor, keep = false): Tensor {
  return cast(reduceMax(cast(mask, "float32"), [1], keep), "bool");
}

/** Anchors that have a positive and a negative: bool `[N]`. */
export function complete({ positive, negative }: LabelTable): Tensor {
  return and(any(positive), any(negative));
}

/** ln Σ e^x over the masked entries of each row, about -1e30 where there is none: `[N, M]` -> `[N]`, or `[N, 1]`. */
export function maskedLogSumExp(x: Tensor, mask: Tensor, keep = false): Tensor {
  return logSumExp(where(mask, x, scalar(LOW, x.dtype)), 1, keep);
}

/** ln(e^a + e^b), broadcast. */
export function logAddExp(a: Tensor, b: Tensor): Tensor {
  return add(max(a, b), softplus(neg(abs(sub(a, b)))));
}

/** Of each row the entry for itself: `[N, R]` -> `[N]`. */
export function ofItself(x: Tensor): Tensor {
  const [count] = x.shape as [number, number];
  const itself = constant(
    dataOf(
      "int64",
      Array.from({ length: count }, (_, i) => i),
    ),
    [count, 1],
    "int64",
  );
  return reshape(gatherElements(x, itself, 1), [count]);
}

/** 1 for every row: `[N]`. */
export function everyRow({ count, distances: { dtype } }: LabelTable): Tensor {
  return constant(dataOf(dtype, Array<number>(count).fill(1)), [count], dtype);
}

/** The largest masked entry of each row, about -1e30 where there is none: `[N, M]` -> `[N]`. */
export function maskedMax(x: Tensor, mask: Tensor): Tensor {
  return reduceMax(where(mask, x, scalar(LOW, x.dtype)), [1]);
}
