// y = max(0, x).   dx = dy where y > 0

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const reluOperator: Operator = unaryOperator("Relu", ({ y, dy, emit }) => {
  const zero = scalar(0, y.dtype);
  return emit("Where", [emit("Greater", [y, zero]), dy, zero]);
});

export function relu(x: Tensor): Tensor {
  return apply(reluOperator, [x])[0];
}
