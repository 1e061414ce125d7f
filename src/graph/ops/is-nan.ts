// y = x is not a number, element by element. Bool; no gradient.

import { testOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const isNaNOperator: Operator = testOperator("IsNaN");

export function isNaN(x: Tensor): Tensor {
  return apply(isNaNOperator, [x])[0];
}
