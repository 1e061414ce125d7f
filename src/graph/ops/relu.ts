// y = max(0, x).   dx = dy where y > 0, written as a product: ONNX Runtime's Where runs on one thread.

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

export const reluOperator: Operator = unaryOperator("Relu", ({ y, dy, emit }) => {
  const passes = emit("Greater", [y, scalar(0, y.dtype)]);
  return emit("Mul", [dy, emit("Cast", [passes], { to: y.dtype === "float64" ? 11 : 1 })]);
});

export function relu(x: Tensor): Tensor {
  return apply(reluOperator, [x])[0];
}
