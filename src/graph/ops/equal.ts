// y = a equals b, element by element, broadcast. Bool; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const equalOperator: Operator = binaryOperator("Equal", undefined, "bool");

export function equal(a: Tensor, b: Tensor): Tensor {
  return apply(equalOperator, [a, b])[0];
}
