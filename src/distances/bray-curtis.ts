// Bray-Curtis distance: the share of two amounts that they do not have in common. For counts and amounts, >= 0, of one unit.
//
//   d(a, b) = Σ_k |a_k - b_k| / Σ_k |a_k + b_k|          0 .. 1 where no number is negative
//
// Bray, Curtis 1957; SciPy's form. No metric: the triangle inequality fails.

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

/**
 * Σ |a - b| / Σ |a + b|; 0 between two vectors of zeros, Infinity between b = -a and a. A NaN or an infinity gives NaN.
 */
export function brayCurtisDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  let [gaps, sums] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    gaps += Math.abs(a[i]! - b[i]!);
    sums += Math.abs(a[i]! + b[i]!);
  }
  return gaps === 0 && sums === 0 ? 0 : gaps / sums;
}

/** The Bray-Curtis distance as an option of losses, miners, evaluation and galleries. */
export function brayCurtis(): Distance {
  return {
    name: "bray-curtis",
    options: {},
    between: brayCurtisDistance,
    rows: (a, b) => comparedRows(a, b, unshared),
    pairs: (a, b) => comparedPairs(a, b, unshared),
  };
}

function unshared(a: Tensor, b: Tensor, axis: number): Tensor {
  const zero = scalar(0, a.dtype);
  const gaps = reduceSum(abs(sub(a, b)), [axis]);
  const sums = reduceSum(abs(add(a, b)), [axis]);
  const none = lessOrEqual(sums, zero);
  const opposite = where(lessOrEqual(gaps, zero), zero, scalar(Infinity, a.dtype));
  return where(none, opposite, div(gaps, where(none, scalar(1, a.dtype), sums)));
}
