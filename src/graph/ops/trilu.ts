// The upper or lower triangle of each matrix, zeros elsewhere.   dx: the same triangle of dy

import { type Operator, type Tensor, apply, scalar, shapeError } from "../tensor.js";

export const triluOperator: Operator = {
  type: "Trilu",
  infer: ([x]) => {
    if (x === undefined || x.shape.length < 2) throw shapeError("Trilu", "needs matrices", x);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => [
    emit("Trilu", [upstream[0]!, inputs[1]], attributes),
    undefined,
  ],
};

/** x: `[..., N, M]`. `diagonal`: the last one kept; 0 is the main one, 1 the one above it. @defaultValue diagonal 0 */
export function trilu(x: Tensor, triangle: "upper" | "lower", diagonal = 0): Tensor {
  return apply(triluOperator, [x, scalar(diagonal, "int64")], { upper: triangle === "upper" ? 1 : 0 })[0];
}
