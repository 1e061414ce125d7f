// Euclidean norm over axes.   dx = dy * x / y: 0 where the norm is 0

import { reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints, scalar } from "../tensor.js";

export const reduceL2Operator: Operator = reduceOperator("ReduceL2", ({ x, y, dy, emit }) => {
  // Where y is 0, so is every x: any divisor but 0 gives the zero gradient.
  const divisor = emit("Where", [emit("Equal", [y, scalar(0, y.dtype)]), scalar(1, y.dtype), y]);
  return emit("Mul", [x, emit("Div", [dy, divisor])]);
});

/** Euclidean norm over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceL2(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceL2Operator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
