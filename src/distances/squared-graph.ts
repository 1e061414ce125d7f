// Squared differences between graph tensors, and their root: what the Euclidean distances share.
//
// All pairs go by one matrix product,
//
//   |a - b|² = |a|² + |b|² - 2 a·b
//
// which is fast and loses digits where |a - b| is small beside |a|. Two things keep that in bounds. The mean of b is taken
// off both sides first: distances do not change, and vectors far from the origin but near each other stay exact. And
// what is left below the rounding error of |a|² + |b|² is taken for 0, with gradient 0: identical rows come out at exactly 0.

import { type Tensor, scalar } from "../graph/tensor.js";
import { add } from "../graph/ops/add.js";
import { detach } from "../graph/ops/detach.js";
import { fusedMatmul } from "../graph/ops/fused-matmul.js";
import { lessOrEqual } from "../graph/ops/less-or-equal.js";
import { mul } from "../graph/ops/mul.js";
import { reduceSum } from "../graph/ops/reduce-sum.js";
import { sqrt } from "../graph/ops/sqrt.js";
import { sub } from "../graph/ops/sub.js";
import { transpose } from "../graph/ops/transpose.js";
import { where } from "../graph/ops/where.js";
import { checkPairs, checkRows } from "./graph-shapes.js";

/** Σ (a - b)², row by row: `[P, D]`, `[P, D]` -> `[P]`. */
export function squaredRows(a: Tensor, b: Tensor): Tensor {
  checkRows(a, b);
  const difference = sub(a, b);
  return reduceSum(mul(difference, difference), [1]);
}

/** Σ (a - b)², all pairs: `[N, D]`, `[M, D]` -> `[N, M]`. */
export function squaredPairs(a: Tensor, b: Tensor): Tensor {
  checkPairs(a, b);
  const [x, y] = centre(a, b);
  const norms = add(squaredNorms(x), transpose(squaredNorms(y), [1, 0]));
  const squares = sub(norms, fusedMatmul(x, y, { transB: true, alpha: 2 }));
  const noise = mul(norms, scalar(a.dtype === "float64" ? 1e-15 : 5e-7, a.dtype));
  // Asked this way round, a NaN is kept, not taken for 0.
  return where(lessOrEqual(squares, noise), scalar(0, a.dtype), squares);
}

/** √x, and 0 with gradient 0 where x is 0 (the root's own gradient is infinite there). */
export function rootOrZero(x: Tensor): Tensor {
  const zero = scalar(0, x.dtype);
  const none = lessOrEqual(x, zero);
  // The root must not see the 0 either: its infinite gradient times the mask's 0 would be NaN.
  return where(none, zero, sqrt(where(none, scalar(1, x.dtype), x)));
}

/**
 * Both less the mean row of b, which needs no gradient: distances do not depend on it. Left alone where b's height is not
 * known yet.
 */
function centre(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const [rows] = b.shape;
  if (typeof rows !== "number") return [a, b];
  const mean = detach(mul(reduceSum(b, [0], true), scalar(1 / rows, b.dtype)));
  const shifted = sub(b, mean);
  return [a === b ? shifted : sub(a, mean), shifted];
}

function squaredNorms(x: Tensor): Tensor {
  return reduceSum(mul(x, x), [1], true);
}
