// Cuts a tensor along an axis into parts of given lengths.   dx: the parts' gradients joined

import {
  type Operator,
  type Tensor,
  apply,
  axisOf,
  constantValues,
  dimensions,
  ints,
  scalar,
  shapeError,
} from "../tensor.js";

export const splitOperator: Operator = {
  type: "Split",
  infer: ([x, lengths], attributes) => {
    if (x === undefined) throw shapeError("Split", "needs an input", x);
    const axis = axisOf(Number(attributes["axis"] ?? 0), x.shape.length, "Split");
    const parts = constantValues(lengths) ?? evenParts(Number(x.shape[axis]), Number(attributes["num_outputs"]));
    if (parts.reduce((a, b) => a + b, 0) !== x.shape[axis]) {
      throw shapeError("Split", `parts [${parts.join(", ")}] must add up to axis ${axis}`, x);
    }
    return parts.map((part) => ({
      dtype: x.dtype,
      shape: x.shape.map((dimension, i) => (i === axis ? part : dimension)),
    }));
  },
  gradient: ({ outputs, upstream, attributes, emit }) => {
    const parts = outputs.map((output, i) => upstream[i] ?? zeros(output));
    return [emit("Concat", parts, { axis: attributes["axis"] ?? 0 }), undefined];

    function zeros(like: Tensor): Tensor {
      return emit("Expand", [scalar(0, like.dtype), ints(dimensions(like.shape, "Split"))]);
    }
  },
};

/** Equal parts, the last one shorter where the length does not divide. */
function evenParts(length: number, count: number): number[] {
  const part = Math.ceil(length / count);
  return Array.from({ length: count }, (_, i) => Math.min(part, length - i * part));
}

/** Parts of the given lengths, which add up to x's length along `axis`. */
export function split(x: Tensor, lengths: readonly number[], axis: number): readonly Tensor[] {
  return apply(splitOperator, [x, ints(lengths)], { axis });
}
