// y = a / b, element by element, broadcast.   da = dy / b,   db = -dy * y / b

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const divOperator: Operator = binaryOperator("Div", ({ b, y, dy, emit }) => ({
  a: () => emit("Div", [dy, b]),
  b: () => emit("Neg", [emit("Div", [emit("Mul", [dy, y]), b])]),
}));

export function div(a: Tensor, b: Tensor): Tensor {
  return apply(divOperator, [a, b])[0];
}
