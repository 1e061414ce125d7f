// For each index a vector along a new axis, `on` at that index and `off` elsewhere. No gradient.
//
// Indices count from the end where negative; outside [-depth, depth) the vector is all `off`.

import {
  type Operator,
  type Tensor,
  apply,
  axisOf,
  constantValues,
  dataOf,
  constant,
  ints,
  shapeError,
} from "../tensor.js";

export const oneHotOperator: Operator = {
  type: "OneHot",
  infer: ([indices, depth, values], attributes) => {
    const length = constantValues(depth)?.[0];
    if (indices === undefined || indices.shape.length === 0 || length === undefined || values?.shape[0] !== 2) {
      throw shapeError(
        "OneHot",
        "needs indices of rank 1 or more, a constant depth, two values",
        indices,
        depth,
        values,
      );
    }
    const axis = axisOf(Number(attributes["axis"] ?? -1), indices.shape.length + 1, "OneHot");
    return [{ dtype: values.dtype, shape: indices.shape.toSpliced(axis, 0, length) }];
  },
};

export interface OneHotOptions {
  /** Where the new axis goes, counted in the result. @defaultValue -1 */
  readonly axis?: number;
  /** @defaultValue "float32" */
  readonly dtype?: "float32" | "int64";
}

/** indices: `[..., N]` int64 -> `[..., N, depth]` of 0 and 1. */
export function oneHot(indices: Tensor, depth: number, { axis = -1, dtype = "float32" }: OneHotOptions = {}): Tensor {
  const values = constant(dataOf(dtype, [0, 1]), [2], dtype);
  return apply(oneHotOperator, [indices, ints([depth]), values], { axis })[0];
}
