// y = ln x.   dx = dy / x

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply } from "../tensor.js";

export const logOperator: Operator = unaryOperator("Log", ({ x, dy, emit }) => emit("Div", [dy, x]));

export function log(x: Tensor): Tensor {
  return apply(logOperator, [x])[0];
}
