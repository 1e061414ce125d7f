// What losses on two views of each picture share: the two sides, their projection, and the numbers to watch.

import { KindredError, check } from "../core/errors.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  cast,
  concat,
  detach,
  eyeLike,
  less,
  mul,
  reduceMean,
  reduceMin,
  reduceSum,
  scalar,
  split,
  sub,
  where as choose,
  greater,
  max,
  div,
} from "../graph/index.js";
import type { Batch, BatchViews, LossContext } from "./loss.js";
import { projected } from "./projector.js";

/** Both views of a batch, after the projector; at least two pictures. */
export interface Views extends BatchViews {
  /** How many pictures. */
  readonly count: number;
  /** What the losses look at: left views, then right views, `[2 P, W]`. */
  readonly both: Tensor;
}

/** The batch's views, projected in one pass. Throws DATA_INVALID where it has none, or a single picture. */
export function viewsOf(where: string, { views }: Batch, { scope }: LossContext, widths: readonly number[]): Views {
  if (views === undefined) {
    throw new KindredError("DATA_INVALID", `${where}: needs two views of each picture; the batch has none`);
  }
  const count = Number(views.left.shape[0]);
  check(count >= 2, "DATA_INVALID", `${where}: needs two pictures or more in a batch, got ${count}`);
  const both = projected(concat([views.left, views.right], 0), scope.within("projector"), widths);
  const [left, right] = split(both, [count, count], 0);
  return { count, both, left: left!, right: right! };
}

export interface ViewMetrics {
  readonly [name: string]: Tensor;
  /** Share of left views to which another picture's right view is nearer than their own. */
  readonly active: Tensor;
  /** Mean cosine distance of two views of one picture. */
  readonly meanPositive: Tensor;
  /** Mean cosine distance of views of different pictures. */
  readonly meanNegative: Tensor;
}

/** The numbers to watch, of the embeddings themselves. */
export function viewMetrics({ views }: Batch): ViewMetrics {
  const distances = detach(cosine().pairs(views!.left, views!.right));
  const { dtype } = distances;
  const own = eyeLike(distances);
  const others = sub(scalar(1, dtype), own);
  const ownDistance = reduceSum(mul(distances, own), [1]);
  const nearest = reduceMin(choose(greater(own, scalar(0, dtype)), scalar(1e30, dtype), distances), [1]);
  return {
    active: reduceMean(cast(less(nearest, ownDistance), dtype)),
    meanPositive: reduceMean(ownDistance),
    meanNegative: div(reduceSum(mul(distances, others)), max(reduceSum(others), scalar(1, dtype))),
  };
}
