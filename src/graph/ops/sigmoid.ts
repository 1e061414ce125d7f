// y = 1 / (1 + e^-x).   dx = dy * y * (1 - y)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const sigmoidOperator: Operator = unaryOperator("Sigmoid", ({ y, dy, emit }) =>
  emit("Mul", [emit("Mul", [dy, y]), emit("Sub", [scalar(1, y.dtype), y])]),
);

export function sigmoid(x: Tensor): Tensor {
  return apply(sigmoidOperator, [x])[0];
}
