// The mean over all items, each times a weight of its anchor's class: for classes that matter more, or are rarer.
//
//   R = Σ w c v[class of the anchor] / Σ w
//
// PyTorch Metric Learning's ClassWeightedReducer: the divisor is the number of items, not the sum of the classes' weights.

import { KindredError, check } from "../../core/errors.js";
import { checkRange } from "../../core/options.js";
import { constant, dataOf, gather, mul, reduceSum, reshape } from "../../graph/index.js";
import { type Reducer, ratioOrZero, weightedSum } from "./reducer.js";

export interface ClassWeightedOptions {
  /** v: one for each class of the training data, in their order; each >= 0. */
  readonly weights: readonly number[];
}

/** Throws INVALID_OPTION where a weight is negative or, on use, where their number is not that of the classes. */
export function classWeightedReducer({ weights }: ClassWeightedOptions): Reducer {
  check(Array.isArray(weights) && weights.length > 0, "INVALID_OPTION", () => {
    return `class-weighted: weights must be a list of numbers, one for each class, got ${JSON.stringify(weights)}`;
  });
  weights.forEach((weight, i) => checkRange("class-weighted", `weights[${i}]`, weight, { from: 0 }));
  return {
    name: "class-weighted",
    options: { weights },
    itemwise: false,
    reduce({ cost, weight }, { labels, classes = weights.length }) {
      if (labels === undefined) {
        throw new KindredError("DATA_INVALID", "class-weighted: needs labels; the batch has none");
      }
      check(classes === weights.length, "INVALID_OPTION", () => {
        return `class-weighted: weights must be one for each class, got ${weights.length} for ${classes} classes`;
      });
      const values = constant(dataOf(cost.dtype, weights), [weights.length], cost.dtype);
      const ofAnchors = reshape(gather(values, labels), [-1, ...cost.shape.slice(1).map(() => 1)]);
      return ratioOrZero(weightedSum({ cost: mul(cost, ofAnchors), weight }), reduceSum(weight));
    },
  };
}
