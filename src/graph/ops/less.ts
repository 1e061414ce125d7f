// y = a < b, element by element, broadcast. Bool; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const lessOperator: Operator = binaryOperator("Less", undefined, "bool");

export function less(a: Tensor, b: Tensor): Tensor {
  return apply(lessOperator, [a, b])[0];
}
