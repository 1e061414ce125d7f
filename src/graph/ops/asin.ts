// y = arcsin x, x within [-1, 1].   dx = dy / sqrt(1 - x^2): infinite at both ends

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const asinOperator: Operator = unaryOperator("Asin", ({ x, dy, emit }) =>
  emit("Div", [dy, emit("Sqrt", [emit("Sub", [scalar(1, x.dtype), emit("Mul", [x, x])])])]),
);

export function asin(x: Tensor): Tensor {
  return apply(asinOperator, [x])[0];
}
