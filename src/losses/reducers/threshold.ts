// The mean over the items whose cost lies between two bounds: leaves out what is learnt already, or what is hopeless.
//
//   R = Σ { w c : low < c < high } / Σ { w : low < c < high }
//
// PyTorch Metric Learning's ThresholdReducer.

import { check } from "../../core/errors.js";
import { checkRange } from "../../core/options.js";
import { and, cast, greater, less, mul, reduceSum, scalar } from "../../graph/index.js";
import { type Reducer, ratioOrZero, weightedSum } from "./reducer.js";

export interface ThresholdOptions {
  /** Costs must be above this. Absent: no bound. */
  readonly low?: number;
  /** Costs must be below this; > low. Absent: no bound. */
  readonly high?: number;
}

/** Throws INVALID_OPTION where neither bound is given, or high is not above low. */
export function thresholdReducer({ low, high }: ThresholdOptions = {}): Reducer {
  check(low !== undefined || high !== undefined, "INVALID_OPTION", "threshold: needs low or high, got neither");
  if (low !== undefined) checkRange("threshold", "low", low);
  if (high !== undefined) checkRange("threshold", "high", high, low === undefined ? {} : { above: low });
  return {
    name: "threshold",
    options: { ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
    itemwise: true,
    reduce({ cost, weight, active }) {
      check(
        active === undefined,
        "INVALID_OPTION",
        "threshold: needs the cost of each single item; this loss has sums",
      );
      const above = low === undefined ? undefined : greater(cost, scalar(low, cost.dtype));
      const below = high === undefined ? undefined : less(cost, scalar(high, cost.dtype));
      const within = above === undefined ? below! : below === undefined ? above : and(above, below);
      const counted = mul(weight, cast(within, weight.dtype));
      return ratioOrZero(weightedSum({ cost, weight: counted }), reduceSum(counted));
    },
  };
}
