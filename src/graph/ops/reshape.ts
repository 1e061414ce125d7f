// The same values in another shape. One dimension may be -1 (worked out), and 0 keeps the input's.

import {
  type Dimension,
  type Operator,
  type Shape,
  type Tensor,
  apply,
  constantValues,
  ints,
  shapeError,
} from "../tensor.js";

export const reshapeOperator: Operator = {
  type: "Reshape",
  infer: ([x, shape]) => {
    const target = constantValues(shape);
    if (x === undefined || target === undefined) throw shapeError("Reshape", "needs a constant shape", x, shape);
    return [{ dtype: x.dtype, shape: resolve(x, target) }];
  },
  gradient: ({ inputs, upstream, emit }) => [
    emit("Reshape", [upstream[0]!, ints(inputs[0]!.shape.map(Number))]),
    undefined,
  ],
};

function resolve(x: Tensor, target: readonly number[]): Shape {
  const shape: Dimension[] = target.map((dimension, i) => (dimension === 0 ? x.shape[i]! : dimension));
  const hole = shape.indexOf(-1);
  if (hole >= 0) shape[hole] = 1;
  const [before, after] = [factors(x.shape), factors(shape)];
  if (hole < 0) {
    if (before.names !== after.names || before.count !== after.count) throw mismatch(x, target);
    return shape;
  }
  if (before.names === after.names) {
    if (before.count % after.count !== 0) throw mismatch(x, target);
    shape[hole] = before.count / after.count;
    return shape;
  }
  // A named dimension fills the hole: [batch, 4] -> [-1, 4].
  if (after.names !== "" || before.count !== after.count) throw mismatch(x, target);
  shape[hole] = before.names;
  return shape;
}

function factors(shape: Shape): { count: number; names: string } {
  const count = shape.reduce<number>(
    (product, dimension) => (typeof dimension === "number" ? product * dimension : product),
    1,
  );
  return { count, names: shape.filter((dimension) => typeof dimension === "string").join("*") };
}

function mismatch(x: Tensor, target: readonly number[]): Error {
  return shapeError("Reshape", `cannot take shape [${target.join(", ")}]`, x);
}

export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  return apply(reshapeOperator, [x, ints(shape)])[0];
}

/** The same where a dimension is known only when the graph runs: what `shape` (int64, with a -1) makes is declared. */
export function reshapeAs(x: Tensor, shape: Tensor, declared: Shape): Tensor {
  const operator: Operator = { type: "Reshape", infer: () => [{ dtype: x.dtype, shape: declared }] };
  return apply(operator, [x, shape])[0];
}
