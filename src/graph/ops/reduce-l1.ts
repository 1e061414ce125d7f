// Sum of absolute values over axes.   dx = dy * sign(x)

import { reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints } from "../tensor.js";

export const reduceL1Operator: Operator = reduceOperator("ReduceL1", ({ x, dy, emit }) =>
  emit("Mul", [dy, emit("Sign", [x])]),
);

/** Sum of absolute values over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceL1(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceL1Operator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
