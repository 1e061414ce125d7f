// y = ln(1 + e^x), computed without overflow.   dx = dy * sigmoid(x)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const softplusOperator: Operator = unaryOperator("Softplus", ({ x, dy, emit }) =>
  emit("Mul", [dy, emit("Sigmoid", [x])]),
);

export function softplus(x: Tensor): Tensor {
  return apply(softplusOperator, [x])[0];
}
