// y = x where x > alpha, else 0.   dx = dy where x > alpha

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const thresholdedReluOperator: Operator = unaryOperator(
  "ThresholdedRelu",
  ({ x, dy, context: { attributes }, emit }) => {
    const alpha = scalar(Number(attributes["alpha"] ?? 1), x.dtype);
    return emit("Where", [emit("Greater", [x, alpha]), dy, scalar(0, x.dtype)]);
  },
  ["alpha"],
);

/** @defaultValue alpha 1 */
export function thresholdedRelu(x: Tensor, alpha = 1): Tensor {
  return apply(thresholdedReluOperator, [x], { alpha })[0];
}
