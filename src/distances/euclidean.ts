// Euclidean distance: the straight line.
//
//   d(a, b) = √ Σ_k (a_k - b_k)²

import type { Distance, Vector } from "./distance.js";
import { rootOrZero, squaredPairs, squaredRows } from "./squared-graph.js";
import { squaredEuclideanDistance } from "./squared-euclidean.js";

// Outside these a sum of squares has overflowed, or lost digits to underflow.
const SMALLEST = 1e-280;

/**
 * √ Σ (a - b)². Exact to rounding for any magnitude: vectors around 1e200 or 1e-200 neither overflow nor vanish.
 * A NaN, or one infinity on both sides, gives NaN; one infinity alone gives Infinity. Vectors of no width are at 0.
 */
export function euclideanDistance(a: Vector, b: Vector): number {
  const sum = squaredEuclideanDistance(a, b);
  return sum === Infinity || sum < SMALLEST ? scaledDistance(a, b) : Math.sqrt(sum);
}

/** The same, with every difference divided by the largest first. */
function scaledDistance(a: Vector, b: Vector): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  if (largest === 0 || largest === Infinity) return largest;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i]! - b[i]!) / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** The Euclidean distance as an option of losses, miners, evaluation and galleries. */
export function euclidean(): Distance {
  return {
    name: "euclidean",
    options: {},
    between: euclideanDistance,
    rows: (a, b) => rootOrZero(squaredRows(a, b)),
    pairs: (a, b) => rootOrZero(squaredPairs(a, b)),
    bulk: { kernel: "euclidean" },
  };
}
