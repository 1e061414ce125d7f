// y = -x

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const negOperator: Operator = unaryOperator("Neg", ({ dy, emit }) => emit("Neg", [dy]));

export function neg(x: Tensor): Tensor {
  return apply(negOperator, [x])[0];
}
