// y = 2 / sqrt(pi) * integral of e^-t^2 from 0 to x.   dx = dy * 2 / sqrt(pi) * e^-x^2

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const erfOperator: Operator = unaryOperator("Erf", ({ x, dy, emit }) =>
  emit("Mul", [
    emit("Mul", [dy, scalar(2 / Math.sqrt(Math.PI), x.dtype)]),
    emit("Exp", [emit("Neg", [emit("Mul", [x, x])])]),
  ]),
);

export function erf(x: Tensor): Tensor {
  return apply(erfOperator, [x])[0];
}
