// Sum of squares over axes.   dx = 2 x dy

import { reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints } from "../tensor.js";

export const reduceSumSquareOperator: Operator = reduceOperator("ReduceSumSquare", ({ x, dy, emit }) =>
  emit("Mul", [x, emit("Add", [dy, dy])]),
);

/** Sum of squares over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceSumSquare(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceSumSquareOperator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
