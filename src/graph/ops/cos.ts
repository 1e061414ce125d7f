// y = cos x.   dx = -dy * sin x

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const cosOperator: Operator = unaryOperator("Cos", ({ x, dy, emit }) =>
  emit("Neg", [emit("Mul", [dy, emit("Sin", [x])])]),
);

export function cos(x: Tensor): Tensor {
  return apply(cosOperator, [x])[0];
}
