// Largest value in each window. The gradient goes to the place it came from (MaxPoolGradient).

import { type Operator, type Tensor, apply, shapeError } from "../tensor.js";
import { type PoolOptions, poolAttributes, slide, windowOf } from "../window.js";

export const maxPoolOperator: Operator = {
  type: "MaxPool",
  optionalOutputs: 1,
  infer: ([x], attributes) => {
    if (x === undefined || x.shape.length < 3) throw shapeError("MaxPool", "needs an input [N, C, ...]", x);
    const spatial = x.shape.slice(2);
    const window = windowOf("MaxPool", attributes, attributes["kernel_shape"] as readonly number[], spatial);
    const shape = [x.shape[0]!, x.shape[1]!, ...slide("MaxPool", spatial, window)];
    return [
      { dtype: x.dtype, shape },
      { dtype: "int64", shape },
    ];
  },
  gradient: ({ inputs, outputs, upstream, attributes, emit }) => [
    emit("MaxPoolGradient", [inputs[0], outputs[0], upstream[0]], attributes),
  ],
};

/** x: `[N, C, ...]` -> `[N, C, ...]`; positions that do not fill a window are left out. */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  return apply(maxPoolOperator, [x], poolAttributes(options, x.shape.length - 2))[0];
}
