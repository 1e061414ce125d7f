// y = e^x / sum e^x along an axis, computed without overflow.   dx = y * (dy - sum(dy * y))

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, axisOf, ints } from "../tensor.js";

export const softmaxOperator: Operator = unaryOperator("Softmax", ({ y, dy, context: { attributes }, emit }) => {
  const axis = ints([axisOf(Number(attributes["axis"] ?? -1), y.shape.length, "Softmax")]);
  const weighted = emit("Mul", [dy, y]);
  return emit("Sub", [weighted, emit("Mul", [y, emit("ReduceSum", [weighted, axis], { keepdims: 1 })])]);
});

/** Sums to 1 along `axis`. @defaultValue axis -1 */
export function softmax(x: Tensor, axis = -1): Tensor {
  return apply(softmaxOperator, [x], { axis: axisOf(axis, x.shape.length, "softmax") })[0];
}
