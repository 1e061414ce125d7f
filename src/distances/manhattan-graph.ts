// Manhattan distance between graph tensors. The gradient is the sign of the difference, and 0 where it is 0.

import type { Tensor } from "../graph/tensor.js";
import { abs } from "../graph/ops/abs.js";
import { reduceSum } from "../graph/ops/reduce-sum.js";
import { sub } from "../graph/ops/sub.js";
import { type Compare, comparedPairs, comparedRows } from "./difference-graph.js";

const gaps: Compare = (a, b, axis) => reduceSum(abs(sub(a, b)), [axis]);

/** Σ |a - b|, row by row: `[P, D]`, `[P, D]` -> `[P]`. */
export function manhattanRows(a: Tensor, b: Tensor): Tensor {
  return comparedRows(a, b, gaps);
}

/** Σ |a - b|, all pairs: `[N, D]`, `[M, D]` -> `[N, M]`. */
export function manhattanPairs(a: Tensor, b: Tensor): Tensor {
  return comparedPairs(a, b, gaps);
}
