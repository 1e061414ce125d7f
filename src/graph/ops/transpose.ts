// Reorders the axes: output axis i is input axis perm[i].   dx: the inverse order

import { type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const transposeOperator: Operator = {
  type: "Transpose",
  infer: ([x], { perm }) => {
    if (x === undefined) throw shapeError("Transpose", "needs an input", x);
    const order = (perm as readonly number[] | undefined) ?? x.shape.map((_, i) => x.shape.length - 1 - i);
    if ([...order].sort((a, b) => a - b).join() !== x.shape.map((_, i) => i).join()) {
      throw shapeError("Transpose", `perm [${order.join(", ")}] must order the axes`, x);
    }
    return [{ dtype: x.dtype, shape: order.map((axis) => x.shape[axis]!) }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => {
    const rank = inputs[0]!.shape.length;
    const perm = (attributes["perm"] as readonly number[] | undefined) ?? inputs[0]!.shape.map((_, i) => rank - 1 - i);
    return [emit("Transpose", [upstream[0]!], { perm: perm.map((_, i) => perm.indexOf(i)) })];
  },
};

export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  return apply(transposeOperator, [x], { perm })[0];
}
