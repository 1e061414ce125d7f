// y = arctan x.   dx = dy / (1 + x^2)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const atanOperator: Operator = unaryOperator("Atan", ({ x, dy, emit }) =>
  emit("Div", [dy, emit("Add", [scalar(1, x.dtype), emit("Mul", [x, x])])]),
);

export function atan(x: Tensor): Tensor {
  return apply(atanOperator, [x])[0];
}
