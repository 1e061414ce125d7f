// Puts each value at the position that a max pooling's indices name; zeros elsewhere.

import { type Operator, type Tensor, apply, constantValues, ints, shapeError } from "../tensor.js";

export const maxUnpoolOperator: Operator = {
  type: "MaxUnpool",
  infer: ([x, indices, shape]) => {
    const target = constantValues(shape);
    if (x === undefined || indices === undefined || target === undefined) {
      throw shapeError("MaxUnpool", "needs values, indices and a constant output shape", x, indices, shape);
    }
    return [{ dtype: x.dtype, shape: target }];
  },
  gradient: ({ inputs, upstream, emit }) => {
    const [x, indices] = [inputs[0]!, inputs[1]!];
    const flat = (tensor: Tensor): Tensor => emit("Reshape", [tensor, ints([-1])]);
    const taken = emit("Gather", [flat(upstream[0]!), flat(indices)], { axis: 0 });
    return [emit("Reshape", [taken, ints(x.shape.map(Number))]), undefined, undefined];
  },
};

/** x, indices: `[N, C, ...]` -> `shape`. `kernel` is the pooling's window. */
export function maxUnpool(x: Tensor, indices: Tensor, shape: readonly number[], kernel: readonly number[]): Tensor {
  return apply(maxUnpoolOperator, [x, indices, ints(shape)], { kernel_shape: kernel, strides: kernel })[0];
}
