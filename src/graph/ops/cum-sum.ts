// Running sums along an axis.   dx: the running sums of dy from the other end

import { type Operator, type Tensor, apply, axisOf, constantValues, scalar, shapeError } from "../tensor.js";

export const cumSumOperator: Operator = {
  type: "CumSum",
  infer: ([x, axis]) => {
    const along = constantValues(axis)?.[0];
    if (x === undefined || along === undefined)
      throw shapeError("CumSum", "needs an input and a constant axis", x, axis);
    axisOf(along, x.shape.length, "CumSum");
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => {
    const { exclusive = 0, reverse = 0 } = attributes;
    return [emit("CumSum", [upstream[0]!, inputs[1]], { exclusive, reverse: reverse === 1 ? 0 : 1 }), undefined];
  },
};

export interface CumSumOptions {
  /** Leave each value out of its own sum. @defaultValue false */
  readonly exclusive?: boolean;
  /** Sum from the end. @defaultValue false */
  readonly reverse?: boolean;
}

export function cumSum(x: Tensor, axis: number, { exclusive = false, reverse = false }: CumSumOptions = {}): Tensor {
  const attributes = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
  return apply(cumSumOperator, [x, scalar(axis, "int64")], attributes)[0];
}
