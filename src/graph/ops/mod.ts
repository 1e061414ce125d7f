// y = the remainder of a / b, element by element, broadcast.   da = dy,   db = -dy * (a - y) / b
//
// fmod 1, which floats need: of a's sign, as in C and JavaScript. fmod 0, integers only: of b's sign, as in Python.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const modOperator: Operator = binaryOperator("Mod", ({ a, b, y, dy, emit }) => ({
  a: () => dy,
  b: () => emit("Mul", [emit("Neg", [dy]), emit("Div", [emit("Sub", [a, y]), b])]),
}));

/** Floats: the remainder has a's sign. Integers: b's. */
export function mod(a: Tensor, b: Tensor): Tensor {
  return apply(modOperator, [a, b], { fmod: a.dtype === "float32" || a.dtype === "float64" ? 1 : 0 })[0];
}
