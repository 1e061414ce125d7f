// Minkowski distance of order p: Manhattan at 1, Euclidean at 2, and the larger p, the more the largest gap decides (Chebyshev in
// the limit).
//
//   d(a, b) = (Σ_k |a_k - b_k|^p)^(1/p)          p >= 1; below 1 the triangle inequality fails, so it is refused
//
// Gaps are divided by the largest one first, here and in the graph, so that no power overflows or vanishes. The result does
// not depend on that divisor, so neither does its gradient, and the graph takes it for a constant.

import { checkRange } from "../core/options.js";
import { type Tensor, scalar } from "../graph/tensor.js";
import { abs } from "../graph/ops/abs.js";
import { detach } from "../graph/ops/detach.js";
import { div } from "../graph/ops/div.js";
import { lessOrEqual } from "../graph/ops/less-or-equal.js";
import { mul } from "../graph/ops/mul.js";
import { pow } from "../graph/ops/pow.js";
import { reduceMax } from "../graph/ops/reduce-max.js";
import { reduceSum } from "../graph/ops/reduce-sum.js";
import { squeeze } from "../graph/ops/squeeze.js";
import { sub } from "../graph/ops/sub.js";
import { where } from "../graph/ops/where.js";
import { chebyshevDistance } from "./chebyshev.js";
import { comparedPairs, comparedRows } from "./difference-graph.js";
import { type Distance, type Vector } from "./distance.js";

export interface MinkowskiOptions {
  /** The order: finite, >= 1. For infinity there is `chebyshev()`. @defaultValue 3 */
  readonly p?: number;
}

/**
 * (Σ |a - b|^p)^(1/p). NaN and infinities as in the Manhattan distance.
 *
 * @throws INVALID_OPTION unless p is finite and >= 1
 */
export function minkowskiDistance(a: Vector, b: Vector, p = 3): number {
  checkRange("minkowski", "p", p, { from: 1 });
  const largest = chebyshevDistance(a, b);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs(a[i]! - b[i]!) / largest;
    // The default, ten times as fast.
    sum += p === 3 ? gap * gap * gap : Math.pow(gap, p);
  }
  return largest * Math.pow(sum, 1 / p);
}

/** The Minkowski distance of order p as an option of losses, miners, evaluation and galleries. */
export function minkowski({ p = 3 }: MinkowskiOptions = {}): Distance {
  checkRange("minkowski", "p", p, { from: 1 });
  const compare = (a: Tensor, b: Tensor, axis: number): Tensor => norm(abs(sub(a, b)), p, axis);
  return {
    name: "minkowski",
    options: { p },
    between: (a, b) => minkowskiDistance(a, b, p),
    rows: (a, b) => comparedRows(a, b, compare),
    pairs: (a, b) => comparedPairs(a, b, compare),
  };
}

/** The p-norm of gaps >= 0 along `axis`, the last; 0 with gradient 0 where all are 0. */
function norm(gaps: Tensor, p: number, axis: number): Tensor {
  const [zero, one] = [scalar(0, gaps.dtype), scalar(1, gaps.dtype)];
  const largest = detach(reduceMax(gaps, [axis], true));
  const none = lessOrEqual(largest, zero);
  const scale = where(none, one, largest);
  const sum = reduceSum(pow(div(gaps, scale), scalar(p, gaps.dtype)), [axis], true);
  // The root must not see the 0: its infinite gradient times the mask's 0 would be NaN.
  const root = pow(where(none, one, sum), scalar(1 / p, gaps.dtype));
  return squeeze(where(none, zero, mul(scale, root)), [axis]);
}
