// y = x

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const identityOperator: Operator = unaryOperator("Identity", ({ dy, emit }) => emit("Identity", [dy]));

export function identity(x: Tensor): Tensor {
  return apply(identityOperator, [x])[0];
}
