// What pair losses see of a batch: every pair once, with what is known about it, and means that are 0 over nothing.
//
// With labels the table is the `[N, N]` matrix of all pairs; each stands there twice, as (i, j) and as (j, i), and counts one
// half each time. With pairs it is a vector `[P]`. Where pairs were mined, or rows are compared with more than the batch, it is the
// matrix of all anchors and references, `[N, R]`, and a pair counts as often as it stands there.

import { check } from "../core/errors.js";
import type { Distance } from "../distances/distance.js";
import {
  type DType,
  type Tensor,
  add,
  and,
  cast,
  constant,
  dataOf,
  detach,
  greater,
  mul,
  not,
  reduceSum,
  scalar,
  sub,
  where,
} from "../graph/index.js";
import { type LabelMasks, batchMasks, referencesOf, sameLabels } from "../miners/labels.js";
import { checkLabels } from "./check-labels.js";
import type { Batch } from "./loss.js";
import { type Reducer, type ReducerContext, activeWeight, ratioOrZero, weightedSum } from "./reducers/reducer.js";

export interface PairMasks {
  /** What a same pair counts, else 0: float, of the table's shape. */
  readonly same: Tensor;
  /** What a different pair counts, else 0. Both are 0 where the table has no pair. */
  readonly different: Tensor;
  /** Before mining, where the table was mined: what metrics of distances are about. */
  readonly unmined?: PairMasks;
}

/** Which entries are same and which are different pairs. `where` names the loss in errors. */
export function pairMasks(where: string, batch: Batch): PairMasks {
  const { embeddings, pairs, references, mined, impostors } = batch;
  if (pairs !== undefined) return { same: pairs.same, different: sub(scalar(1, pairs.same.dtype), pairs.same) };
  const labels = checkLabels(where, batch, "labels or pairs");
  const { dtype } = embeddings;
  if (mined !== undefined) return { ...floats(mined, dtype), unmined: floats(batchMasks({ ...batch, labels }), dtype) };
  if (references !== undefined) return floats(batchMasks({ ...batch, labels }), dtype);
  const halves = offDiagonal(Number(labels.shape[0]), dtype);
  if (impostors !== undefined) {
    const { positive, negative } = batchMasks({ ...batch, labels });
    return { same: mul(cast(positive, dtype), halves), different: mul(cast(negative, dtype), halves) };
  }
  const same = mul(cast(sameLabels(labels), dtype), halves);
  return { same, different: sub(halves, same) };
}

/** Masks as what a pair counts. */
export function floats(
  { positive, negative }: Pick<LabelMasks, "positive" | "negative">,
  dtype: DType,
): Pick<PairMasks, "same" | "different"> {
  return { same: cast(positive, dtype), different: cast(negative, dtype) };
}

/** The pairs' distances, in the table's shape. */
export function pairDistances(batch: Batch, distance: Distance): Tensor {
  const { embeddings, pairs } = batch;
  return pairs === undefined ? distance.pairs(embeddings, referencesOf(batch)) : distance.rows(pairs.left, pairs.right);
}

/** The mean of `values` where `mask` is 1, weighted by it; 0 where it is 1 nowhere. */
export function maskedMean(values: Tensor, mask: Tensor): Tensor {
  return ratioOrZero(weightedSum({ cost: values, weight: mask }), reduceSum(mask));
}

/** How the costs of same and of different pairs become one number. */
export type Balance = boolean | "sum";

/** Throws INVALID_OPTION unless `value` is a `Balance`. `where` names the loss. */
export function checkBalance(where: string, value: unknown): asserts value is Balance {
  check(typeof value === "boolean" || value === "sum", "INVALID_OPTION", () => {
    return `${where}: balance must be true, false or "sum", got ${JSON.stringify(value)}`;
  });
}

/**
 * What same pairs (`pull`) and different pairs (`push`) cost. balance true: half of what same pairs cost, reduced, plus half
 * of what different ones do; "sum": the sum of the two; false: all pairs reduced as one.
 */
export function reducedPairs(
  { pull, push }: { readonly pull: Tensor; readonly push: Tensor },
  { same, different }: PairMasks,
  balance: Balance,
  reducer: Reducer,
  context: ReducerContext,
): { readonly loss: Tensor; readonly active: Tensor } {
  const isSame = greater(same, scalar(0, same.dtype));
  const all = { cost: where(isSame, pull, push), weight: add(same, different) };
  const active = ratioOrZero(reduceSum(activeWeight(all)), reduceSum(all.weight));
  if (balance === false) return { loss: reducer.reduce(all, context), active };
  const [toSame, toDifferent] = [
    { cost: pull, weight: same },
    { cost: push, weight: different },
  ];
  const loss = add(reducer.reduce(toSame, context), reducer.reduce(toDifferent, context));
  return { loss: balance === "sum" ? loss : mul(loss, scalar(0.5, loss.dtype)), active };
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

/** Whether the batch, mined or not, lacks same or different pairs: 1 or 0, `[]`. Training counts such batches, and says so. */
export function degenerate({ unmined, ...masks }: PairMasks): Tensor {
  const { same, different } = unmined ?? masks;
  const some = (mask: Tensor): Tensor => greater(reduceSum(mask), scalar(0, mask.dtype));
  return cast(not(and(some(same), some(different))), same.dtype);
}

/** The numbers to watch of losses that need same and different pairs. */
export function pairMetrics(distances: Tensor, masks: PairMasks): DistanceMetrics & { readonly degenerate: Tensor } {
  return { ...meanDistances(distances, masks), degenerate: degenerate(masks) };
}

/** A constant with 1/2 off the diagonal: `[N, N]`. */
function offDiagonal(count: number, dtype: DType): Tensor {
  const values = Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 0 : 0.5));
  return constant(dataOf(dtype, values), [count, count], dtype);
}
