// Joins tensors along an axis.   dx: its own part of dy

import { type Dimension, type Operator, type Tensor, apply, axisOf, ints, shapeError } from "../tensor.js";

export const concatOperator: Operator = {
  type: "Concat",
  infer: (inputs, attributes) => {
    const [first, ...rest] = inputs;
    if (first === undefined) throw shapeError("Concat", "needs an input", first);
    const axis = axisOf(Number(attributes["axis"]), first.shape.length, "Concat");
    const fits = (x: Tensor | undefined): boolean =>
      x?.dtype === first.dtype &&
      x.shape.length === first.shape.length &&
      x.shape.every((dimension, i) => i === axis || dimension === first.shape[i]);
    if (!rest.every(fits)) throw shapeError("Concat", `shapes must agree but on axis ${axis}, and dtypes`, ...inputs);
    const length = sum(inputs.map((x) => x!.shape[axis]!));
    if (length === undefined) throw shapeError("Concat", `lengths along axis ${axis} must be known`, ...inputs);
    return [{ dtype: first.dtype, shape: first.shape.map((dimension, i) => (i === axis ? length : dimension)) }];
  },
  gradient: ({ inputs, upstream, attributes, needs, emit }) => {
    const axis = axisOf(Number(attributes["axis"]), inputs[0]!.shape.length, "Concat");
    let start = 0;
    return inputs.map((x, i) => {
      const end = start + Number(x!.shape[axis]);
      const bounds = [start, end, axis].map((value) => ints([value]));
      start = end;
      return needs[i] ? emit("Slice", [upstream[0]!, ...bounds]) : undefined;
    });
  },
};

function sum(lengths: readonly Dimension[]): Dimension | undefined {
  if (lengths.length === 1) return lengths[0];
  return lengths.every((length) => typeof length === "number") ? lengths.reduce((a, b) => a + b, 0) : undefined;
}

/** Tensors that agree in every axis but `axis`. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  return apply(concatOperator, tensors, { axis })[0];
}
