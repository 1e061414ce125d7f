// y = x * min(max(x / 6 + 1/2, 0), 1).   dx = dy (x / 3 + 1/2) where |x| < 3, dy above, 0 below

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const hardSwishOperator: Operator = unaryOperator("HardSwish", ({ x, dy, emit }) => {
  const number = (value: number): Tensor => scalar(value, x.dtype);
  const slope = emit("Add", [emit("Mul", [x, number(1 / 3)]), number(0.5)]);
  const upper = emit("Where", [emit("Less", [x, number(3)]), emit("Mul", [dy, slope]), dy]);
  return emit("Where", [emit("Greater", [x, number(-3)]), upper, number(0)]);
});

export function hardSwish(x: Tensor): Tensor {
  return apply(hardSwishOperator, [x])[0];
}
