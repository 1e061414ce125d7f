// y = a >= b, element by element, broadcast. Bool; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const greaterOrEqualOperator: Operator = binaryOperator("GreaterOrEqual", undefined, "bool");

export function greaterOrEqual(a: Tensor, b: Tensor): Tensor {
  return apply(greaterOrEqualOperator, [a, b])[0];
}
