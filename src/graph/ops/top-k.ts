// The k largest (or smallest) values along an axis and their indices.   dx: dy at those indices, 0 elsewhere

import {
  type Operator,
  type Tensor,
  apply,
  axisOf,
  constantValues,
  dimensions,
  ints,
  scalar,
  shapeError,
} from "../tensor.js";

export const topKOperator: Operator = {
  type: "TopK",
  infer: ([x, k], attributes) => {
    const count = constantValues(k)?.[0];
    if (x === undefined || count === undefined) throw shapeError("TopK", "needs an input and a constant k", x, k);
    const axis = axisOf(Number(attributes["axis"] ?? -1), x.shape.length, "TopK");
    if (count > Number(x.shape[axis])) throw shapeError("TopK", `k = ${count} exceeds axis ${axis}`, x);
    const shape = x.shape.with(axis, count);
    return [
      { dtype: x.dtype, shape },
      { dtype: "int64", shape },
    ];
  },
  gradient: ({ inputs, outputs, upstream, attributes, emit }) => {
    const x = inputs[0]!;
    const zeros = emit("Expand", [scalar(0, x.dtype), ints(dimensions(x.shape, "TopK"))]);
    const { axis = -1 } = attributes;
    return [upstream[0] && emit("ScatterElements", [zeros, outputs[1], upstream[0]], { axis }), undefined];
  },
};

export interface TopKOptions {
  /** @defaultValue -1 */
  readonly axis?: number;
  /** False: the smallest. @defaultValue true */
  readonly largest?: boolean;
  /** Whether the best comes first; else in no order, which is faster. @defaultValue true */
  readonly sorted?: boolean;
}

/** Values and their indices (int64) along the axis, of length k there. */
export function topK(
  x: Tensor,
  k: number,
  { axis = -1, largest = true, sorted = true }: TopKOptions = {},
): { readonly values: Tensor; readonly indices: Tensor } {
  const [values, indices] = apply(topKOperator, [x, ints([k])], {
    ...{ axis, largest: largest ? 1 : 0, sorted: sorted ? 1 : 0 },
  });
  return { values, indices: indices! };
}
