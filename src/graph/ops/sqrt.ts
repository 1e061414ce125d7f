// y = sqrt(x).   dx = dy / (2 y): infinite at 0, so add a small number to x first.

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const sqrtOperator: Operator = unaryOperator("Sqrt", ({ y, dy, emit }) =>
  emit("Div", [emit("Mul", [dy, scalar(0.5, y.dtype)]), y]),
);

export function sqrt(x: Tensor): Tensor {
  return apply(sqrtOperator, [x])[0];
}
