// Stretches dimensions of length 1 (and adds leading ones) to a given shape.

import { broadcastShape, sumTo } from "../broadcast.js";
import { type Operator, type Tensor, apply, constantValues, ints, shapeError } from "../tensor.js";

export const expandOperator: Operator = {
  type: "Expand",
  infer: ([x, shape]) => {
    const target = constantValues(shape);
    if (x === undefined || target === undefined) throw shapeError("Expand", "needs a constant shape", x, shape);
    return [{ dtype: x.dtype, shape: broadcastShape("Expand", x, { ...x, shape: target }) }];
  },
  gradient: ({ inputs, upstream, emit }) => [sumTo(upstream[0]!, inputs[0]!.shape, emit), undefined],
};

export function expand(x: Tensor, shape: readonly number[]): Tensor {
  return apply(expandOperator, [x, ints(shape)])[0];
}
