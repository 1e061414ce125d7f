// A copy of x with `updates` written (or added: reduction "add") along an axis, each at the index of the same place.
//
//   y[i][indices[i][j]] = updates[i][j]        axis 1 of a matrix
//
// Written places must be distinct; added ones may repeat.

import { KindredError } from "../../core/errors.js";
import { type Operator, type Tensor, apply, axisOf, scalar, shapeError, show } from "../tensor.js";

export const scatterElementsOperator: Operator = {
  type: "ScatterElements",
  infer: ([x, indices, updates], { axis = 0 }) => {
    if (x === undefined || indices === undefined || updates?.dtype !== x.dtype) {
      throw shapeError("ScatterElements", "needs an input, indices and updates of its dtype", x, indices, updates);
    }
    axisOf(Number(axis), x.shape.length, "ScatterElements");
    if (show(indices.shape) !== show(updates.shape) || indices.shape.length !== x.shape.length) {
      throw shapeError("ScatterElements", "indices and updates must have one shape, of x's rank", x, indices, updates);
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, upstream, attributes, needs, emit }) => {
    const { axis = 0, reduction = "none" } = attributes;
    if (reduction !== "none" && reduction !== "add") {
      throw new KindredError("NO_GRADIENT", `gradients: ScatterElements has none with reduction ${String(reduction)}`);
    }
    const [, indices, updates] = inputs;
    const dy = upstream[0]!;
    const zeros = (): Tensor => emit("Mul", [updates!, scalar(0, dy.dtype)]);
    return [
      needs[0] ? (reduction === "add" ? dy : emit("ScatterElements", [dy, indices, zeros()], { axis })) : undefined,
      undefined,
      needs[2] ? emit("GatherElements", [dy, indices], { axis }) : undefined,
    ];
  },
};

/** x, indices and updates have one rank. @defaultValue reduction "none" */
export function scatterElements(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  axis: number,
  reduction: "none" | "add" = "none",
): Tensor {
  return apply(scatterElementsOperator, [x, indices, updates], { axis, reduction })[0];
}
