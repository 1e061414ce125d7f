// A matrix of x's shape with ones on a diagonal. Only x's shape counts, so there is no gradient.

import { type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const eyeLikeOperator: Operator = {
  type: "EyeLike",
  infer: ([x], { dtype }) => {
    if (x?.shape.length !== 2) throw shapeError("EyeLike", "needs a matrix", x);
    if (dtype !== undefined) throw shapeError("EyeLike", "the attribute dtype is not supported; cast the result", x);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: () => [undefined],
};

/** x: `[N, M]`. `diagonal`: 0 is the main one, 1 the one above it. @defaultValue diagonal 0 */
export function eyeLike(x: Tensor, diagonal = 0): Tensor {
  return apply(eyeLikeOperator, [x], { k: diagonal })[0];
}
