// What pair losses see of a batch: every pair once, with what is known about it, and means that are 0 over nothing.
//
// With labels the table is the `[N, N]` matrix of all pairs i < j, selected by masks; with pairs it is a vector `[P]`.

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
import { sameLabels } from "../miners/labels.js";
import type { Batch } from "./loss.js";

export interface PairMasks {
  /** 1 where the pair is the same, else 0: float, of the table's shape. */
  readonly same: Tensor;
  /** 1 where the pair is different, else 0. Neither is 1 where the table has no pair. */
  readonly different: Tensor;
}

/** Which entries are same and which are different pairs. `where` names the loss in errors. */
export function pairMasks(where: string, { embeddings, labels, pairs }: Batch): PairMasks {
  const { dtype } = embeddings;
  if (pairs !== undefined) return { same: pairs.same, different: sub(scalar(1, pairs.same.dtype), pairs.same) };
  if (labels === undefined)
    throw new KindredError("DATA_INVALID", `${where}: needs labels or pairs; the batch has neither`);
  const [count] = dimensions(labels.shape, where) as [number];
  if (labels.shape.length !== 1 || count !== embeddings.shape[0]) {
    throw shapeError(where, "labels must be one for each embedding", labels, embeddings);
  }
  const once = upperTriangle(count, dtype);
  const same = mul(cast(sameLabels(labels), dtype), once);
  return { same, different: sub(once, same) };
}

/** The pairs' distances, in the table's shape. */
export function pairDistances({ embeddings, pairs }: Batch, distance: Distance): Tensor {
  return pairs === undefined ? distance.pairs(embeddings, embeddings) : distance.rows(pairs.left, pairs.right);
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

/** Mean distance of same and of different pairs, as numbers to watch. */
export function meanDistances(distances: Tensor, { same, different }: PairMasks): DistanceMetrics {
  const watched = detach(distances);
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
