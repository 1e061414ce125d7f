// y = x - ln sum e^x along an axis, computed without overflow.   dx = dy - e^y * sum(dy)

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, axisOf, ints } from "../tensor.js";

export const logSoftmaxOperator: Operator = unaryOperator("LogSoftmax", ({ y, dy, context: { attributes }, emit }) => {
  const axis = ints([axisOf(Number(attributes["axis"] ?? -1), y.shape.length, "LogSoftmax")]);
  return emit("Sub", [dy, emit("Mul", [emit("Exp", [y]), emit("ReduceSum", [dy, axis], { keepdims: 1 })])]);
});

/** ln softmax(x) along `axis`. @defaultValue axis -1 */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return apply(logSoftmaxOperator, [x], { axis: axisOf(axis, x.shape.length, "logSoftmax") })[0];
}
