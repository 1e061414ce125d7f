// Repeats the tensor along each axis.   dx: the sum of dy over the repetitions

import { type Operator, type Tensor, apply, constantValues, dimensions, ints, shapeError } from "../tensor.js";

export const tileOperator: Operator = {
  type: "Tile",
  infer: ([x, repeats]) => {
    const counts = constantValues(repeats);
    if (x === undefined || counts?.length !== x.shape.length) {
      throw shapeError("Tile", "needs an input and a constant count for each axis", x, repeats);
    }
    const shape = x.shape.map((dimension, i) => {
      if (counts[i] === 1) return dimension;
      if (typeof dimension !== "number") throw shapeError("Tile", `cannot repeat the named dimension ${dimension}`, x);
      return dimension * counts[i]!;
    });
    return [{ dtype: x.dtype, shape }];
  },
  gradient: ({ inputs, upstream, emit }) => {
    const x = inputs[0]!;
    const counts = constantValues(inputs[1])!;
    const apart = dimensions(x.shape, "Tile").flatMap((dimension, i) => [counts[i]!, dimension]);
    const repetitions = ints(counts.map((_, i) => 2 * i));
    return [emit("ReduceSum", [emit("Reshape", [upstream[0]!, ints(apart)]), repetitions], { keepdims: 0 }), undefined];
  },
};

/** `repeats`: one count for each axis. */
export function tile(x: Tensor, repeats: readonly number[]): Tensor {
  return apply(tileOperator, [x, ints(repeats)])[0];
}
