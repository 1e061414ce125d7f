// y = a <= b, element by element, broadcast. Bool; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const lessOrEqualOperator: Operator = binaryOperator("LessOrEqual", undefined, "bool");

export function lessOrEqual(a: Tensor, b: Tensor): Tensor {
  return apply(lessOrEqualOperator, [a, b])[0];
}
