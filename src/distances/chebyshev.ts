// Chebyshev distance (maximum, L∞): the largest gap alone. One dimension decides, so one broken dimension does too.
//
//   d(a, b) = max_k |a_k - b_k|

import { abs } from "../graph/ops/abs.js";
import { reduceMax } from "../graph/ops/reduce-max.js";
import { sub } from "../graph/ops/sub.js";
import { type Compare, comparedPairs, comparedRows } from "./difference-graph.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";

/** max |a - b|. A NaN, or one infinity on both sides, gives NaN; one infinity alone gives Infinity. */
export function chebyshevDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** The Chebyshev distance as an option of losses, miners, evaluation and galleries. Gaps of one size share the gradient. */
export function chebyshev(): Distance {
  return {
    name: "chebyshev",
    options: {},
    between: chebyshevDistance,
    rows: (a, b) => comparedRows(a, b, largestGap),
    pairs: (a, b) => comparedPairs(a, b, largestGap),
  };
}

const largestGap: Compare = (a, b, axis) => reduceMax(abs(sub(a, b)), [axis]);
