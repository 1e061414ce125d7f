// Canberra distance: every gap beside the size of the two numbers, so that a dimension of small numbers counts as much as one of
// large numbers. For counts and amounts, >= 0; very sensitive to noise around 0.
//
//   d(a, b) = Σ_k |a_k - b_k| / (|a_k| + |b_k|)          0/0 counts as 0; 0 .. D
//
// Lance, Williams 1966, 1967. Terms as SciPy's.

import { type Tensor, scalar } from "../graph/tensor.js";
import { abs } from "../graph/ops/abs.js";
import { add } from "../graph/ops/add.js";
import { div } from "../graph/ops/div.js";
import { lessOrEqual } from "../graph/ops/less-or-equal.js";
import { reduceSum } from "../graph/ops/reduce-sum.js";
import { sub } from "../graph/ops/sub.js";
import { where } from "../graph/ops/where.js";
import { comparedPairs, comparedRows } from "./difference-graph.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";

/** Σ |a - b| / (|a| + |b|), 0..D; a dimension that is 0 on both sides counts 0. A NaN or an infinity gives NaN. */
export function canberraDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs(a[i]! - b[i]!);
    if (gap !== 0) sum += gap / (Math.abs(a[i]!) + Math.abs(b[i]!));
  }
  return sum;
}

/** The Canberra distance as an option of losses, miners, evaluation and galleries. */
export function canberra(): Distance {
  return {
    name: "canberra",
    options: {},
    between: canberraDistance,
    rows: (a, b) => comparedRows(a, b, relativeGaps),
    pairs: (a, b) => comparedPairs(a, b, relativeGaps),
  };
}

function relativeGaps(a: Tensor, b: Tensor, axis: number): Tensor {
  const sizes = add(abs(a), abs(b));
  const safe = where(lessOrEqual(sizes, scalar(0, a.dtype)), scalar(1, a.dtype), sizes);
  return reduceSum(div(abs(sub(a, b)), safe), [axis]);
}
