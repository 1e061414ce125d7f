// Shape checks of the distances' graph sides.

import { type Tensor, shapeError } from "../graph/tensor.js";

/** Throws SHAPE_MISMATCH unless a and b are both `[P, D]`. */
export function checkRows(a: Tensor, b: Tensor): void {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[0] !== b.shape[0] || a.shape[1] !== b.shape[1]) {
    throw shapeError("distance", "rows must be two tensors of one shape [P, D]", a, b);
  }
}

/** Throws SHAPE_MISMATCH unless a is `[N, D]` and b `[M, D]`. */
export function checkPairs(a: Tensor, b: Tensor): void {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== b.shape[1]) {
    throw shapeError("distance", "pairs must be of [N, D] and [M, D], of one width", a, b);
  }
}
