// y = |x|.   dx = dy * sign(x): 0 at 0

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const absOperator: Operator = unaryOperator("Abs", ({ x, dy, emit }) => emit("Mul", [dy, emit("Sign", [x])]));

export function abs(x: Tensor): Tensor {
  return apply(absOperator, [x])[0];
}
