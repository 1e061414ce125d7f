// y = a > b, element by element, broadcast. Bool; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const greaterOperator: Operator = binaryOperator("Greater", undefined, "bool");

export function greater(a: Tensor, b: Tensor): Tensor {
  return apply(greaterOperator, [a, b])[0];
}
