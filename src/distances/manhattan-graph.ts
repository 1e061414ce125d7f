// Manhattan distance between graph tensors. All pairs are written out, `[N, M, D]`: memory grows with N M D, 8 MB for
// 128 x 128 embeddings of width 128 in float32. The gradient is the sign of the difference, and 0 where it is 0.

import type { Tensor } from "../graph/tensor.js";
import { abs } from "../graph/ops/abs.js";
import { reduceSum } from "../graph/ops/reduce-sum.js";
import { reshape } from "../graph/ops/reshape.js";
import { sub } from "../graph/ops/sub.js";
import { checkPairs, checkRows } from "./graph-shapes.js";

/** Σ |a - b|, row by row: `[P, D]`, `[P, D]` -> `[P]`. */
export function manhattanRows(a: Tensor, b: Tensor): Tensor {
  checkRows(a, b);
  return reduceSum(abs(sub(a, b)), [1]);
}

/** Σ |a - b|, all pairs: `[N, D]`, `[M, D]` -> `[N, M]`. */
export function manhattanPairs(a: Tensor, b: Tensor): Tensor {
  checkPairs(a, b);
  const width = Number(a.shape[1]);
  return reduceSum(abs(sub(reshape(a, [-1, 1, width]), reshape(b, [1, -1, width]))), [2]);
}
