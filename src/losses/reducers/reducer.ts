// What a reducer is: the costs of many items in, one number out.
//
// A loss says what each item (a row, a pair, a triplet) costs and how much it counts; the reducer that its options name makes one
// number of them. A reducer is asked by the family's driver (../label-loss.ts), not by each member. Where no item counts,
// the number and its gradient are 0.

import type { Options } from "../../core/options.js";
import { type Tensor, cast, div, greater, mul, reduceSum, scalar, where } from "../../graph/index.js";

export interface Costs {
  /**
   * What each item costs: `[N]` for rows, `[N, N]` for pairs of an anchor and another row, `[N, N, N]` for triplets, `[P]` for
   * given pairs. Anchors lie along the first axis.
   */
  readonly cost: Tensor;
  /** How much each item counts, >= 0: 0 where there is none. Of cost's shape. */
  readonly weight: Tensor;
  /**
   * How much of the weight costs something, where an entry stands for several items and `cost` is their mean.
   *
   * @defaultValue the weight where the cost is above 0
   */
  readonly active?: Tensor;
}

export interface ReducerContext {
  /** Classes of the anchors: int64 `[N]`; absent for given pairs. */
  readonly labels?: Tensor | undefined;
  /** Number of classes in the training data, where it is known. */
  readonly classes?: number | undefined;
}

export interface Reducer {
  /** As in options and config files, e.g. "mean-of-non-zero". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable). */
  readonly options: Options;
  /** Whether it must see what each single item costs: the mean of several will not do. */
  readonly itemwise: boolean;
  /** One number, `[]`. Throws INVALID_OPTION or DATA_INVALID where the costs are not of a kind it can reduce. */
  reduce(costs: Costs, context: ReducerContext): Tensor;
}

/** The sum of weight times cost. What counts for nothing is left out, whatever it costs. */
export function weightedSum({ cost, weight }: Costs, axes?: readonly number[]): Tensor {
  const zero = scalar(0, cost.dtype);
  return reduceSum(where(greater(weight, zero), mul(cost, weight), zero), axes);
}

/** The weight of what costs something, item by item. */
export function activeWeight({ cost, weight, active }: Costs): Tensor {
  return active ?? mul(weight, cast(greater(cost, scalar(0, cost.dtype)), cost.dtype));
}

/** sum / count, and 0 where count is 0 (as sum must be there). */
export function ratioOrZero(sum: Tensor, count: Tensor): Tensor {
  const some = greater(count, scalar(0, count.dtype));
  return div(sum, where(some, count, scalar(1, count.dtype)));
}
