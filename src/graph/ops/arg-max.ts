// Index of the largest value along an axis; the first of equal ones. int64; no gradient.

import { argOperator } from "../reduce.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const argMaxOperator: Operator = argOperator("ArgMax");

/** `keep`: leave the axis in, with length 1. */
export function argMax(x: Tensor, axis: number, keep = false): Tensor {
  return apply(argMaxOperator, [x], { axis, keepdims: keep ? 1 : 0 })[0];
}
