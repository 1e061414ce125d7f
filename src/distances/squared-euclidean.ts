// Squared Euclidean distance: no root, so cheaper, smooth at 0, and growing faster with the gap.
//
//   d(a, b) = Σ_k (a_k - b_k)²
//
// It is no metric (the triangle inequality fails), but it orders neighbours as the Euclidean distance does.

import { type Distance, type Vector, checkWidths } from "./distance.js";
import { squaredPairs, squaredRows } from "./squared-graph.js";

/** Σ (a - b)². A NaN, or one infinity on both sides, gives NaN; one infinity alone, or a sum above 1.8e308, Infinity. */
export function squaredEuclideanDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    sum += difference * difference;
  }
  return sum;
}

/** The squared Euclidean distance as an option of losses, miners, evaluation and galleries. */
export function squaredEuclidean(): Distance {
  return {
    name: "squared-euclidean",
    options: {},
    between: squaredEuclideanDistance,
    rows: squaredRows,
    pairs: squaredPairs,
    bulk: { kernel: "squared-euclidean" },
  };
}
