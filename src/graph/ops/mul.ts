// y = a * b, element by element, broadcast.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const mulOperator: Operator = binaryOperator("Mul", ({ a, b, dy, emit }) => ({
  a: () => emit("Mul", [dy, b]),
  b: () => emit("Mul", [dy, a]),
}));

export function mul(a: Tensor, b: Tensor): Tensor {
  return apply(mulOperator, [a, b])[0];
}
