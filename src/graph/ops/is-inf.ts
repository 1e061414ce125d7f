// y = x is infinite, of either sign. Bool; no gradient.

import { testOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const isInfOperator: Operator = testOperator("IsInf");

export function isInf(x: Tensor): Tensor {
  return apply(isInfOperator, [x])[0];
}
