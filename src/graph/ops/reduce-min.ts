// Smallest value over axes.   dx = dy at the smallest, in equal shares where several are

import { extremeGradient, reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints } from "../tensor.js";

export const reduceMinOperator: Operator = reduceOperator("ReduceMin", extremeGradient);

/** Smallest value over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceMin(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceMinOperator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
