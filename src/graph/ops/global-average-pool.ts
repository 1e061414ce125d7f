// The mean over all axes after the first two.   dx = dy / count, stretched over them

import {
  type Operator,
  type Shape,
  type Tensor,
  apply,
  dimensions,
  ints,
  scalar,
  shapeError,
  size,
} from "../tensor.js";

export const globalAveragePoolOperator: Operator = {
  type: "GlobalAveragePool",
  infer: ([x]) => {
    if (x === undefined || x.shape.length < 3) throw shapeError("GlobalAveragePool", "needs [N, C, ...]", x);
    const shape: Shape = x.shape.map((dimension, i) => (i < 2 ? dimension : 1));
    return [{ dtype: x.dtype, shape }];
  },
  gradient: ({ inputs, upstream, emit }) => {
    const shape = dimensions(inputs[0]!.shape, "GlobalAveragePool");
    const share = emit("Mul", [upstream[0]!, scalar(1 / size(shape.slice(2)), upstream[0]!.dtype)]);
    return [emit("Expand", [share, ints(shape)])];
  },
};

/** x: `[N, C, ...]` -> `[N, C, 1, ...]`. */
export function globalAveragePool(x: Tensor): Tensor {
  return apply(globalAveragePoolOperator, [x])[0];
}
