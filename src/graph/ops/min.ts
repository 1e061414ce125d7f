// y = the smaller of a and b, element by element, broadcast. Where they are equal, the gradient goes to a.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const minOperator: Operator = binaryOperator("Min", ({ a, b, dy, emit }) => {
  const zero = scalar(0, dy.dtype);
  return {
    a: () => emit("Where", [emit("LessOrEqual", [a, b]), dy, zero]),
    b: () => emit("Where", [emit("Greater", [a, b]), dy, zero]),
  };
});

export function min(a: Tensor, b: Tensor): Tensor {
  return apply(minOperator, [a, b])[0];
}
