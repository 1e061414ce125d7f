// The mean over the items that cost something: as training goes on those become few, and the mean over all fades.
//
//   R = Σ w c / Σ { w : c > 0 }
//
// PyTorch Metric Learning's AvgNonZeroReducer, and the "batch all" mean of Hermans, Beyer, Leibe 2017.

import { reduceSum } from "../../graph/index.js";
import { type Reducer, activeWeight, ratioOrZero, weightedSum } from "./reducer.js";

export function meanOfNonZeroReducer(): Reducer {
  return {
    ...{ name: "mean-of-non-zero", options: {}, itemwise: false },
    reduce: (costs) => ratioOrZero(weightedSum(costs), reduceSum(activeWeight(costs))),
  };
}
