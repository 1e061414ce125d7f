// y = 1 / x.   dx = -dy * y^2

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const reciprocalOperator: Operator = unaryOperator("Reciprocal", ({ y, dy, emit }) =>
  emit("Neg", [emit("Mul", [dy, emit("Mul", [y, y])])]),
);

export function reciprocal(x: Tensor): Tensor {
  return apply(reciprocalOperator, [x])[0];
}
