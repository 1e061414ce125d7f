// y = sin x.   dx = dy * cos x

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const sinOperator: Operator = unaryOperator("Sin", ({ x, dy, emit }) => emit("Mul", [dy, emit("Cos", [x])]));

export function sin(x: Tensor): Tensor {
  return apply(sinOperator, [x])[0];
}
