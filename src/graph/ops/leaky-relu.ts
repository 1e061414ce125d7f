// y = x where x > 0, else alpha x.   dx = dy where x > 0, else alpha dy

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const leakyReluOperator: Operator = unaryOperator(
  "LeakyRelu",
  ({ x, dy, context: { attributes }, emit }) => {
    const slope = scalar(Number(attributes["alpha"] ?? 0.01), x.dtype);
    return emit("Where", [emit("Greater", [x, scalar(0, x.dtype)]), dy, emit("Mul", [dy, slope])]);
  },
  ["alpha"],
);

/** `alpha`: the slope below zero. @defaultValue 0.01 */
export function leakyRelu(x: Tensor, alpha = 0.01): Tensor {
  return apply(leakyReluOperator, [x], { alpha })[0];
}
