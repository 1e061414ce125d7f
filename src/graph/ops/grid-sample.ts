// Reads a picture at given places: x [N, C, H, W], grid [N, H', W', 2] of (x, y) in -1..1 -> [N, C, H', W'], bilinear.
// Between pixel centres values are interpolated (align_corners 0). No gradient: it is for augmentation.

import { type Attribute, type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const gridSampleOperator: Operator = {
  type: "GridSample",
  infer: ([x, grid]) => {
    if (x?.shape.length !== 4 || grid?.shape.length !== 4 || grid.shape[3] !== 2 || grid.shape[0] !== x.shape[0]) {
      throw shapeError("GridSample", "needs x [N, C, H, W] and a grid [N, H', W', 2]", x, grid);
    }
    if (x.dtype !== grid.dtype)
      throw shapeError("GridSample", `dtypes must agree (${x.dtype}, ${grid.dtype})`, x, grid);
    return [{ dtype: x.dtype, shape: [x.shape[0]!, x.shape[1]!, grid.shape[1]!, grid.shape[2]!] }];
  },
};

export interface GridSampleOptions {
  /** What lies outside the picture: 0, or its outermost pixels repeated. @defaultValue "zeros" */
  readonly padding?: "zeros" | "border";
}

/** x: `[N, C, H, W]`, grid: `[N, H', W', 2]` -> `[N, C, H', W']`. */
export function gridSample(x: Tensor, grid: Tensor, { padding = "zeros" }: GridSampleOptions = {}): Tensor {
  const attributes: Record<string, Attribute> = { mode: "linear", padding_mode: padding };
  return apply(gridSampleOperator, [x, grid], attributes)[0];
}
