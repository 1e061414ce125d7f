// y = condition ? a : b, element by element, broadcast.

import { broadcastShape, sumTo } from "../broadcast.js";
import { type Operator, type Tensor, apply, scalar, shapeError } from "../tensor.js";

export const whereOperator: Operator = {
  type: "Where",
  infer: ([condition, a, b]) => {
    if (condition?.dtype !== "bool" || a === undefined || b === undefined || a.dtype !== b.dtype) {
      throw shapeError("Where", "needs a bool condition and two tensors of one dtype", condition, a, b);
    }
    const values = { ...a, shape: broadcastShape("Where", a, b) };
    return [{ dtype: a.dtype, shape: broadcastShape("Where", condition, values) }];
  },
  gradient: ({ inputs, upstream, needs, emit }) => {
    const [condition, a, b] = [inputs[0]!, inputs[1]!, inputs[2]!];
    const dy = upstream[0]!;
    const zero = scalar(0, dy.dtype);
    return [
      undefined,
      needs[1] ? sumTo(emit("Where", [condition, dy, zero]), a.shape, emit) : undefined,
      needs[2] ? sumTo(emit("Where", [condition, zero, dy]), b.shape, emit) : undefined,
    ];
  },
};

export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return apply(whereOperator, [condition, a, b])[0];
}
