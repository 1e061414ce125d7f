// y = e^x.   dx = dy * y

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const expOperator: Operator = unaryOperator("Exp", ({ y, dy, emit }) => emit("Mul", [dy, y]));

export function exp(x: Tensor): Tensor {
  return apply(expOperator, [x])[0];
}
