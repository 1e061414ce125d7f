// 0, 1, 2 ... along an axis of x, whose length may be known only when the graph runs.
//
// Exists only while a graph is built (domain "kindred"): a constant, or ONNX's Range up to the length that Shape tells.

import {
  type Attributes,
  type Node,
  type Operator,
  type Tensor,
  apply,
  axisOf,
  ints,
  scalar,
  shapeError,
} from "../tensor.js";

export const positionsOperator: Operator = {
  type: "Positions",
  domain: "kindred",
  infer: ([x], attributes) => {
    if (x === undefined) throw shapeError("Positions", "needs an input", x);
    return [{ dtype: "int64", shape: [x.shape[axisOf(Number(attributes["axis"]), x.shape.length, "Positions")]!] }];
  },
  gradient: () => [undefined],
  lower: ({ inputs, attributes }, emit) => {
    const axis = Number(attributes["axis"]);
    const length = inputs[0]!.shape[axis]!;
    if (typeof length === "number") return [ints(Array.from({ length }, (_, i) => i))];
    const end = emit("Squeeze", [lengthOf(inputs[0]!, axis), ints([0])]);
    return [int64Node("Range", [scalar(0, "int64"), end, scalar(1, "int64")], [length])];
  },
};

/** The length of x's `axis`, `[1]`, where it is known only when the graph runs. An ONNX node: for graphs that are being lowered. */
export function lengthOf(x: Tensor, axis: number): Tensor {
  return int64Node("Shape", [x], [1], { start: axis, end: axis + 1 });
}

function int64Node(type: string, inputs: Node["inputs"], shape: Tensor["shape"], attributes: Attributes = {}): Tensor {
  return apply({ type, infer: () => [{ dtype: "int64", shape }] }, inputs, attributes)[0];
}

/** int64 `[L]`, L the length of x's `axis`. */
export function positions(x: Tensor, axis: number): Tensor {
  return apply(positionsOperator, [x], { axis: axisOf(axis, x.shape.length, "positions") })[0];
}
