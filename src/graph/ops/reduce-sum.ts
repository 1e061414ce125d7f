// Sum over axes.   dx = dy, stretched over them

import { reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints } from "../tensor.js";

export const reduceSumOperator: Operator = reduceOperator("ReduceSum", ({ dy, stretch }) => stretch(dy));

/** Sum over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceSum(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceSumOperator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
