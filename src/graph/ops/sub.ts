// y = a - b, broadcast.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const subOperator: Operator = binaryOperator("Sub", ({ dy, emit }) => ({
  a: () => dy,
  b: () => emit("Neg", [dy]),
}));

export function sub(a: Tensor, b: Tensor): Tensor {
  return apply(subOperator, [a, b])[0];
}
