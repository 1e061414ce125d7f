// y = x where x > 0, else alpha (e^x - 1).   dx = dy where x > 0, else dy (y + alpha)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const eluOperator: Operator = unaryOperator(
  "Elu",
  ({ x, y, dy, context: { attributes }, emit }) => {
    const alpha = scalar(Number(attributes["alpha"] ?? 1), x.dtype);
    const below = emit("Mul", [dy, emit("Add", [y, alpha])]);
    return emit("Where", [emit("Greater", [x, scalar(0, x.dtype)]), dy, below]);
  },
  ["alpha"],
);

/** @defaultValue alpha 1 */
export function elu(x: Tensor, alpha = 1): Tensor {
  return apply(eluOperator, [x], { alpha })[0];
}
