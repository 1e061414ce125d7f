// The mean over all items, those that cost nothing included.
//
//   R = Σ w c / Σ w

import { reduceSum } from "../../graph/index.js";
import { type Reducer, ratioOrZero, weightedSum } from "./reducer.js";

export function meanReducer(): Reducer {
  return {
    ...{ name: "mean", options: {}, itemwise: false },
    reduce: (costs) => ratioOrZero(weightedSum(costs), reduceSum(costs.weight)),
  };
}
