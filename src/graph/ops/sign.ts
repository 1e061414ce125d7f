// y = -1, 0 or 1, as x is negative, zero or positive.   dx = 0

import { stepOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const signOperator: Operator = stepOperator("Sign");

export function sign(x: Tensor): Tensor {
  return apply(signOperator, [x])[0];
}
