// Picks along an axis, for each place of `indices`, the value at that index.   dx: dy added at those places
//
//   y[i][j] = x[i][indices[i][j]]        axis 1 of a matrix

import { type Operator, type Tensor, apply, axisOf, dimensions, ints, scalar, shapeError } from "../tensor.js";

export const gatherElementsOperator: Operator = {
  type: "GatherElements",
  infer: ([x, indices], { axis = 0 }) => {
    if (x === undefined || indices === undefined || x.shape.length !== indices.shape.length) {
      throw shapeError("GatherElements", "needs an input and indices of one rank", x, indices);
    }
    axisOf(Number(axis), x.shape.length, "GatherElements");
    return [{ dtype: x.dtype, shape: indices.shape }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => {
    const x = inputs[0]!;
    const { axis = 0 } = attributes;
    const zeros = emit("Expand", [scalar(0, x.dtype), ints(dimensions(x.shape, "GatherElements"))]);
    return [emit("ScatterElements", [zeros, inputs[1], upstream[0]], { axis, reduction: "add" }), undefined];
  },
};

/** x and indices have one rank; the result has the indices' shape. */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  return apply(gatherElementsOperator, [x, indices], { axis })[0];
}
