// A matrix: the axes before `axis` become rows, those from it on columns.

import {
  type Dimension,
  type Operator,
  type Shape,
  type Tensor,
  apply,
  axisOf,
  dimensions,
  ints,
  shapeError,
  size,
} from "../tensor.js";

export const flattenOperator: Operator = {
  type: "Flatten",
  infer: ([x], attributes) => {
    if (x === undefined) throw shapeError("Flatten", "needs an input", x);
    const given = Number(attributes["axis"] ?? 1);
    // The axis may be the rank itself: a single column.
    const axis = given === x.shape.length ? given : axisOf(given, x.shape.length, "Flatten");
    return [{ dtype: x.dtype, shape: [product(x.shape.slice(0, axis)), product(x.shape.slice(axis))] }];
  },
  gradient: ({ inputs, upstream, emit }) => [
    emit("Reshape", [upstream[0]!, ints(dimensions(inputs[0]!.shape, "Flatten"))]),
  ],
};

/** A single named dimension among ones keeps its name. */
function product(shape: Shape): Dimension {
  const others = shape.filter((dimension) => dimension !== 1);
  return others.length === 1 ? others[0]! : size(others);
}

/** @defaultValue axis 1: one row per example */
export function flatten(x: Tensor, axis = 1): Tensor {
  return apply(flattenOperator, [x], { axis })[0];
}
