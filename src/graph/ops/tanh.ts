// y = tanh x.   dx = dy * (1 - y^2)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const tanhOperator: Operator = unaryOperator("Tanh", ({ y, dy, emit }) =>
  emit("Mul", [dy, emit("Sub", [scalar(1, y.dtype), emit("Mul", [y, y])])]),
);

export function tanh(x: Tensor): Tensor {
  return apply(tanhOperator, [x])[0];
}
