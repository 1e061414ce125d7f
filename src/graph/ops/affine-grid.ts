// Where each pixel of an affinely moved picture comes from: theta [N, 2, 3] and the size (N, C, H, W) -> grid [N, H, W, 2].
//
//   grid[n, i, j] = theta[n] · (x_j, y_i, 1)        x_j = (2 j + 1) / W - 1,  y_i = (2 i + 1) / H - 1   (align_corners 0)
//
// Coordinates run from -1 to 1 across the picture, x to the right, y down. No gradient: it is for augmentation.

import { type Operator, type Tensor, apply, constantValues, ints, shapeError } from "../tensor.js";

export const affineGridOperator: Operator = {
  type: "AffineGrid",
  infer: ([theta, size]) => {
    const [count, , height, width] = constantValues(size) ?? [];
    if (theta === undefined || height === undefined || width === undefined) {
      throw shapeError("AffineGrid", "needs theta and a constant size of four numbers", theta, size);
    }
    if (theta.shape.join() !== `${count},2,3`) throw shapeError("AffineGrid", `theta must be [${count}, 2, 3]`, theta);
    return [{ dtype: theta.dtype, shape: [count!, height, width, 2] }];
  },
};

/** theta: `[N, 2, 3]`, size: N, C, H, W -> `[N, H, W, 2]`. */
export function affineGrid(theta: Tensor, size: readonly [number, number, number, number]): Tensor {
  return apply(affineGridOperator, [theta, ints(size)])[0];
}
