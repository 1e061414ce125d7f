// y = the largest whole number <= x.   dx = 0

import { stepOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const floorOperator: Operator = stepOperator("Floor");

export function floor(x: Tensor): Tensor {
  return apply(floorOperator, [x])[0];
}
