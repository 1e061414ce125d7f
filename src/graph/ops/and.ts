// y = a and b, element by element, broadcast. Bool in and out; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const andOperator: Operator = binaryOperator("And", undefined, "bool");

export function and(a: Tensor, b: Tensor): Tensor {
  return apply(andOperator, [a, b])[0];
}
