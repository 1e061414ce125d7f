// Each series back to front within its own length; what lies behind it stays.   dx: the same of dy
//
//   y[t, n] = x[lengths[n] - 1 - t, n] where t < lengths[n], else x[t, n]

import { type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const reverseSequenceOperator: Operator = {
  type: "ReverseSequence",
  infer: ([x, lengths]) => {
    if (x === undefined || x.shape.length < 2 || lengths?.dtype !== "int64" || lengths.shape.length !== 1)
      throw shapeError("ReverseSequence", "needs an input [T, N, ...] and int64 lengths [N]", x, lengths);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => [
    emit("ReverseSequence", [upstream[0], inputs[1]], attributes),
    undefined,
  ],
};

/** x: `[T, N, ...]`, lengths: `[N]` int64, each within 1..T -> x's shape. */
export function reverseSequence(x: Tensor, lengths: Tensor): Tensor {
  return apply(reverseSequenceOperator, [x, lengths], { time_axis: 0, batch_axis: 1 })[0];
}
