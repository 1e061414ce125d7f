// What pair losses see of a batch: every pair once, with what is known about it, and means that are 0 over nothing.
//
// With labels the table is the `[N, N]` matrix of all pairs i < j, selected by masks; with pairs it is a vector `[P]`. Where pairs
// were mined, or rows are compared with more than the batch, it is the matrix of all anchors and references, `[N, R]`, a pair
// of the batch in both directions.

import type { Distance } from "../distances/distance.js";
import { KindredError } from "../core/errors.js";
import {
  type DType,
  type Tensor,
  add,
  cast,
  constant,
  dataOf,
  detach,
  dimensions,
  div,
  greater,
  max,
  mul,
  reduceSum,
  scalar,
  shapeError,
  sub,
} from "../graph/index.js";
import { type LabelMasks, batchMasks, referencesOf, sameLabels } from "../miners/labels.js";
import type { Batch } from "./loss.js";

export interface PairMasks {
  /** 1 where the pair is the same, else 0: float, of the table's shape. */
  readonly same: Tensor;
  /** 1 where the pair is different, else 0. Neither is 1 where the table has no pair. */
  readonly different: Tensor;
  /** Before mining, where the table was mined: what metrics of distances are about. */
  readonly unmined?: PairMasks;
}

/** Which entries are same and which are different pairs. `where` names the loss in errors. */
export function pairMasks(where: string, batch: Batch): PairMasks {
  const { embeddings, labels, pairs, references, mined } = batch;
  const { dtype } = embeddings;
  if (pairs !== undefined) return { same: pairs.same, different: sub(scalar(1, pairs.same.dtype), pairs.same) };
  if (labels === undefined)
    throw new KindredError("DATA_INVALID", `${where}: needs labels or pairs; the batch has neither`);
  const [count] = dimensions(labels.shape, where) as [number];
  if (labels.shape.length !== 1 || count !== embeddings.shape[0]) {
    throw shapeError(where, "labels must be one for each embedding", labels, embeddings);
  }
  const asFloats = ({ positive, negative }: Pick<LabelMasks, "positive" | "negative">): PairMasks => {
    return { same: cast(positive, dtype), different: cast(negative, dtype) };
  };
  if (mined !== undefined) return { ...asFloats(mined), unmined: asFloats(batchMasks({ ...batch, labels })) };
  if (references !== undefined) return asFloats(batchMasks({ ...batch, labels }));
  const once = upperTriangle(count, dtype);
  const same = mul(cast(sameLabels(labels), dtype), once);
  return { same, different: sub(once, same) };
}

/** The pairs' distances, in the table's shape. */
export function pairDistances(batch: Batch, distance: Distance): Tensor {
  const { embeddings, pairs } = batch;
  return pairs === undefined ? distance.pairs(embeddings, referencesOf(batch)) : distance.rows(pairs.left, pairs.right);
}

/** The mean of `values` where `mask` is 1, weighted by it; 0 where it is 1 nowhere. */
export function maskedMean(values: Tensor, mask: Tensor): Tensor {
  return div(reduceSum(mul(values, mask)), max(reduceSum(mask), scalar(1, mask.dtype)));
}

/** The mean over all pairs; balanced: half the mean over same pairs plus half the mean over different ones. */
export function meanOverPairs(cost: Tensor, { same, different }: PairMasks, balance: boolean): Tensor {
  if (!balance) return maskedMean(cost, add(same, different));
  return mul(add(maskedMean(cost, same), maskedMean(cost, different)), scalar(0.5, cost.dtype));
}

export interface DistanceMetrics {
  readonly [name: string]: Tensor;
  readonly meanPositive: Tensor;
  readonly meanNegative: Tensor;
}

/** Mean distance of same and of different pairs, mined or not, as numbers to watch. */
export function meanDistances(distances: Tensor, { unmined, ...masks }: PairMasks): DistanceMetrics {
  const watched = detach(distances);
  const { same, different } = unmined ?? masks;
  return { meanPositive: maskedMean(watched, same), meanNegative: maskedMean(watched, different) };
}

/** Share of the pairs whose cost is above 0. */
export function shareActive(cost: Tensor, { same, different }: PairMasks): Tensor {
  return maskedMean(cast(greater(cost, scalar(0, cost.dtype)), cost.dtype), add(same, different));
}

/** A constant with 1 above the diagonal: `[N, N]`. */
function upperTriangle(count: number, dtype: DType): Tensor {
  const values = Array.from({ length: count * count }, (_, k) => (k % count > Math.floor(k / count) ? 1 : 0));
  return constant(dataOf(dtype, values), [count, count], dtype);
}
