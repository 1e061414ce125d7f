// y = alpha x + beta, kept within [0, 1].   dx = alpha dy where 0 < y < 1

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const hardSigmoidOperator: Operator = unaryOperator(
  "HardSigmoid",
  ({ y, dy, context: { attributes }, emit }) => {
    const alpha = Number(attributes["alpha"] ?? 0.2);
    const [zero, one] = [scalar(0, y.dtype), scalar(1, y.dtype)];
    const inside = emit("And", [emit("Greater", [y, zero]), emit("Less", [y, one])]);
    return emit("Where", [inside, emit("Mul", [dy, scalar(alpha, y.dtype)]), zero]);
  },
  ["alpha", "beta"],
);

/** ONNX's defaults; PyTorch's slope is 1/6. @defaultValue alpha 0.2, beta 0.5 */
export function hardSigmoid(x: Tensor, alpha = 0.2, beta = 0.5): Tensor {
  return apply(hardSigmoidOperator, [x], { alpha, beta })[0];
}
