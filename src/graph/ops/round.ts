// y = the nearest whole number, halves to the even one.   dx = 0

import { stepOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const roundOperator: Operator = stepOperator("Round");

export function round(x: Tensor): Tensor {
  return apply(roundOperator, [x])[0];
}
