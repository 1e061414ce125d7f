// y = the larger of a and b, element by element, broadcast. Where they are equal, the gradient goes to a.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const maxOperator: Operator = binaryOperator("Max", ({ a, b, dy, emit }) => {
  const zero = scalar(0, dy.dtype);
  return {
    a: () => emit("Where", [emit("GreaterOrEqual", [a, b]), dy, zero]),
    b: () => emit("Where", [emit("Less", [a, b]), dy, zero]),
  };
});

export function max(a: Tensor, b: Tensor): Tensor {
  return apply(maxOperator, [a, b])[0];
}
