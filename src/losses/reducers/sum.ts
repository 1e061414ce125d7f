// The sum over all items: larger batches take larger steps.
//
//   R = Σ w c
//
// A pair of a labelled batch counts once, in whichever order; where a loss tells anchor from positive, both orders count.

import { type Reducer, weightedSum } from "./reducer.js";

export function sumReducer(): Reducer {
  return { name: "sum", options: {}, itemwise: false, reduce: (costs) => weightedSum(costs) };
}
