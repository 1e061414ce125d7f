// Manhattan distance (city block, L1): the sum of the gaps. One outlying dimension weighs less than in the Euclidean.
//
//   d(a, b) = Σ_k |a_k - b_k|

import { type Distance, type Vector, checkWidths } from "./distance.js";
import { manhattanPairs, manhattanRows } from "./manhattan-graph.js";

/** Σ |a - b|. A NaN, or one infinity on both sides, gives NaN; one infinity alone gives Infinity. */
export function manhattanDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum;
}

/** The Manhattan distance as an option of losses, miners, evaluation and galleries. */
export function manhattan(): Distance {
  return {
    name: "manhattan",
    options: {},
    between: manhattanDistance,
    rows: manhattanRows,
    pairs: manhattanPairs,
    bulk: { kernel: "manhattan" },
  };
}
