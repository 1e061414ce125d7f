// y = either a or b, element by element, broadcast. Bool in and out; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const xorOperator: Operator = binaryOperator("Xor", undefined, "bool");

export function xor(a: Tensor, b: Tensor): Tensor {
  return apply(xorOperator, [a, b])[0];
}
