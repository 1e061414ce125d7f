// y = the sum of any number of tensors, broadcast.   dx = dy

import { broadcastShape, sumTo } from "../broadcast.js";
import { type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const sumOperator: Operator = {
  type: "Sum",
  infer: (inputs) => {
    const [first, ...rest] = inputs;
    if (first === undefined) throw shapeError("Sum", "needs an input", first);
    if (rest.some((x) => x?.dtype !== first.dtype)) throw shapeError("Sum", "dtypes must agree", ...inputs);
    const shape = rest.reduce((common, x) => broadcastShape("Sum", { ...first, shape: common }, x!), first.shape);
    return [{ dtype: first.dtype, shape }];
  },
  gradient: ({ inputs, upstream, needs, emit }) =>
    inputs.map((x, i) => (needs[i] ? sumTo(upstream[0]!, x!.shape, emit) : undefined)),
};

export function sum(...tensors: readonly Tensor[]): Tensor {
  return apply(sumOperator, tensors)[0];
}
