// y = x where x > 0, else alpha (e^(x / alpha) - 1).   dx = dy where x > 0, else dy (y / alpha + 1)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const celuOperator: Operator = unaryOperator(
  "Celu",
  ({ x, y, dy, context: { attributes }, emit }) => {
    const alpha = Number(attributes["alpha"] ?? 1);
    const slope = emit("Add", [emit("Mul", [y, scalar(1 / alpha, x.dtype)]), scalar(1, x.dtype)]);
    return emit("Where", [emit("Greater", [x, scalar(0, x.dtype)]), dy, emit("Mul", [dy, slope])]);
  },
  ["alpha"],
);

/** @defaultValue alpha 1 */
export function celu(x: Tensor, alpha = 1): Tensor {
  return apply(celuOperator, [x], { alpha })[0];
}
