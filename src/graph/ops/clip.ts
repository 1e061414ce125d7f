// y = x, kept within [min, max]; either bound may be left out.   dx = dy where x lies within, the bounds included

import { type Operator, type Tensor, apply, scalar, shapeError } from "../tensor.js";

export const clipOperator: Operator = {
  type: "Clip",
  infer: ([x, min, max]) => {
    if (x === undefined) throw shapeError("Clip", "needs an input", x);
    if ((min ?? x).dtype !== x.dtype || (max ?? x).dtype !== x.dtype) {
      throw shapeError("Clip", `bounds must be ${x.dtype} as the input is`, x, min, max);
    }
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, outputs, upstream, emit }) => {
    const x = inputs[0]!;
    return [emit("Where", [emit("Equal", [x, outputs[0]!]), upstream[0]!, scalar(0, x.dtype)]), undefined, undefined];
  },
};

/** Bounds in x's units; undefined leaves that side open. */
export function clip(x: Tensor, min?: number, max?: number): Tensor {
  const bound = (value: number | undefined): Tensor | undefined =>
    value === undefined ? undefined : scalar(value, x.dtype);
  return apply(clipOperator, [x, bound(min), bound(max)])[0];
}
