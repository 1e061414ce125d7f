// First the mean for each anchor, then another reducer over anchors: an anchor counts once, however many pairs it has.
//
//   c_i = Σ_j w_ij c_ij / Σ_j w_ij          R = reducer over the c_i of anchors that have a pair
//
// PyTorch Metric Learning's PerAnchorReducer counts anchors without a pair as well, at cost 0. Rows, and given pairs, are
// their own anchors.

import { cast, greater, reduceSum, scalar } from "../../graph/index.js";
import { meanReducer } from "./mean.js";
import { type Reducer, ratioOrZero, weightedSum } from "./reducer.js";

export interface PerAnchorOptions {
  /** What reduces the anchors' means. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

export function perAnchorReducer({ reducer = meanReducer() }: PerAnchorOptions = {}): Reducer {
  const { name, options } = reducer;
  return {
    name: "per-anchor",
    options: name === "mean" ? {} : { reducer: Object.keys(options).length === 0 ? name : { name, options } },
    itemwise: false,
    reduce(costs, context) {
      const { cost, weight } = costs;
      if (cost.shape.length === 1) {
        // Where an entry is the mean of an anchor's triplets, it counts once, whatever their number.
        const once = cast(greater(weight, scalar(0, weight.dtype)), weight.dtype);
        return reducer.reduce(costs.active === undefined ? costs : { cost, weight: once }, context);
      }
      const others = cost.shape.map((_, axis) => axis).slice(1);
      const weights = reduceSum(weight, others);
      const has = cast(greater(weights, scalar(0, weight.dtype)), weight.dtype);
      const means = ratioOrZero(weightedSum(costs, others), weights);
      return reducer.reduce({ cost: means, weight: has }, context);
    },
  };
}
