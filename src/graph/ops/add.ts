// y = a + b, broadcast.

import { binaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const addOperator: Operator = binaryOperator("Add", ({ dy }) => ({ a: () => dy, b: () => dy }));

export function add(a: Tensor, b: Tensor): Tensor {
  return apply(addOperator, [a, b])[0];
}
