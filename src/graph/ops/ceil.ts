// y = the smallest whole number >= x.   dx = 0

import { stepOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const ceilOperator: Operator = stepOperator("Ceil");

export function ceil(x: Tensor): Tensor {
  return apply(ceilOperator, [x])[0];
}
