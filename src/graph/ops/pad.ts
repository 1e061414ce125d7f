// Adds `pads` values before and after each axis (negative: cuts them off).   dx: dy, cut by as much
//
// pads = [before axis 0, before axis 1, ..., after axis 0, after axis 1, ...]

import { KindredError } from "../../core/errors.js";
import { axesOf } from "../reduce.js";
import { type Operator, type Tensor, apply, constantValues, ints, scalar, shapeError } from "../tensor.js";

export const padOperator: Operator = {
  type: "Pad",
  infer: ([x, pads, , axes]) => {
    if (x === undefined) throw shapeError("Pad", "needs an input", x);
    const all = padsOf(x, pads, axes);
    const shape = x.shape.map((dimension, i) => {
      const added = all[i]! + all[i + x.shape.length]!;
      if (added === 0) return dimension;
      if (typeof dimension !== "number" || dimension + added < 0) {
        throw shapeError("Pad", `axis ${i} cannot grow by ${added}`, x);
      }
      return dimension + added;
    });
    return [{ dtype: x.dtype, shape }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => {
    const { mode = "constant" } = attributes;
    if (mode !== "constant") throw new KindredError("NO_GRADIENT", `gradients: Pad has none in mode ${String(mode)}`);
    const back = padsOf(inputs[0]!, inputs[1], inputs[3]).map((pad) => -pad);
    return [emit("Pad", [upstream[0]!, ints(back)]), undefined];
  },
};

/** The pads of all axes, of which `axes` may name a few. */
function padsOf(x: Tensor, pads: Tensor | undefined, axes: Tensor | undefined): readonly number[] {
  const values = constantValues(pads);
  const named = axesOf("Pad", x.shape, axes);
  if (values?.length !== 2 * named.length) throw shapeError("Pad", "needs two constant pads for each axis", x, pads);
  const all = Array<number>(2 * x.shape.length).fill(0);
  named.forEach((axis, i) => {
    all[axis] = values[i]!;
    all[axis + x.shape.length] = values[i + named.length]!;
  });
  return all;
}

/** `before` and `after`: values added at each axis; negative ones cut. `value`: what is added. @defaultValue value 0 */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  return apply(padOperator, [x, ints([...before, ...after]), scalar(value, x.dtype)])[0];
}
