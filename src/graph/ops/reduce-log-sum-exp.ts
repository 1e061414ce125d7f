// ln sum e^x over axes, computed without overflow.   dx = dy * e^(x - y)

import { reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints, scalar } from "../tensor.js";

export const reduceLogSumExpOperator: Operator = reduceOperator("ReduceLogSumExp", ({ x, y, dy, emit }) => {
  // Where every x is -Infinity, so is y, and x - y would be NaN; a finite y gives the zero gradient.
  const finite = emit("Max", [y, scalar(-3e38, y.dtype)]);
  return emit("Mul", [dy, emit("Exp", [emit("Sub", [x, finite])])]);
});

/** ln of the sum of e^x over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceLogSumExp(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceLogSumExpOperator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
