// Index of the smallest value along an axis; the first of equal ones. int64; no gradient.

import { argOperator } from "../reduce.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const argMinOperator: Operator = argOperator("ArgMin");

/** `keep`: leave the axis in, with length 1. */
export function argMin(x: Tensor, axis: number, keep = false): Tensor {
  return apply(argMinOperator, [x], { axis, keepdims: keep ? 1 : 0 })[0];
}
