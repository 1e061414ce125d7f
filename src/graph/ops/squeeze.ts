// Leaves out axes of length 1.   dx: dy with them put back

import { axesOf } from "../reduce.js";
import { type Operator, type Tensor, apply, ints, shapeError } from "../tensor.js";

export const squeezeOperator: Operator = {
  type: "Squeeze",
  infer: ([x, axes]) => {
    if (x === undefined) throw shapeError("Squeeze", "needs an input", x);
    const dropped = droppedAxes(x, axes);
    if (dropped.some((axis) => x.shape[axis] !== 1)) {
      throw shapeError("Squeeze", `axes [${dropped.join(", ")}] must have length 1`, x);
    }
    return [{ dtype: x.dtype, shape: x.shape.filter((_, i) => !dropped.includes(i)) }];
  },
  gradient: ({ inputs, upstream, emit }) => [
    emit("Unsqueeze", [upstream[0]!, ints(droppedAxes(inputs[0]!, inputs[1]))]),
    undefined,
  ],
};

function droppedAxes(x: Tensor, axes: Tensor | undefined): readonly number[] {
  return axes === undefined
    ? x.shape.flatMap((dimension, i) => (dimension === 1 ? [i] : []))
    : axesOf("Squeeze", x.shape, axes);
}

/** Every axis of length 1 where `axes` is left out. */
export function squeeze(x: Tensor, axes?: readonly number[]): Tensor {
  return apply(squeezeOperator, axes === undefined ? [x] : [x, ints(axes)])[0];
}
