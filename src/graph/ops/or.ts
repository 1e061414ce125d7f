// y = a or b, element by element, broadcast. Bool in and out; no gradient.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const orOperator: Operator = binaryOperator("Or", undefined, "bool");

export function or(a: Tensor, b: Tensor): Tensor {
  return apply(orOperator, [a, b])[0];
}
