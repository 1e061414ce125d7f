// y = not x, element by element. Bool in and out; no gradient.

import { testOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const notOperator: Operator = testOperator("Not");

export function not(x: Tensor): Tensor {
  return apply(notOperator, [x])[0];
}
