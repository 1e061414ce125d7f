// Mean over axes.   dx = dy / count, stretched over them

import { reduceOperator } from "../reduce.js";
import { type Operator, type Tensor, apply, ints, scalar, size } from "../tensor.js";

export const reduceMeanOperator: Operator = reduceOperator("ReduceMean", ({ x, dy, axes, emit, stretch }) => {
  const count = size(axes.map((axis) => x.shape[axis]!));
  return stretch(emit("Mul", [dy, scalar(1 / count, x.dtype)]));
});

/** Mean over `axes` (all of them where left out). `keep`: leave the axes in, with length 1. */
export function reduceMean(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i), keep = false): Tensor {
  return apply(reduceMeanOperator, [x, ints(axes)], { keepdims: keep ? 1 : 0 })[0];
}
