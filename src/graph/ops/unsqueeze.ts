// Puts in axes of length 1; `axes` counts in the result's shape.   dx: dy without them

import { axesOf } from "../reduce.js";
import { type Operator, type Shape, type Tensor, apply, ints, shapeError } from "../tensor.js";

export const unsqueezeOperator: Operator = {
  type: "Unsqueeze",
  infer: ([x, axes]) => {
    if (x === undefined || axes === undefined) throw shapeError("Unsqueeze", "needs an input and axes", x, axes);
    const added = addedAxes(x, axes);
    const rest = x.shape.values();
    const rank = x.shape.length + added.length;
    const shape: Shape = Array.from({ length: rank }, (_, i) => (added.includes(i) ? 1 : rest.next().value!));
    return [{ dtype: x.dtype, shape }];
  },
  gradient: ({ inputs, upstream, emit }) => [
    emit("Squeeze", [upstream[0]!, ints(addedAxes(inputs[0]!, inputs[1]!))]),
    undefined,
  ],
};

function addedAxes(x: Tensor, axes: Tensor): readonly number[] {
  const target = Array<number>(x.shape.length + Number(axes.shape[0])).fill(1);
  return axesOf("Unsqueeze", target, axes);
}

export function unsqueeze(x: Tensor, axes: readonly number[]): Tensor {
  return apply(unsqueezeOperator, [x, ints(axes)])[0];
}
