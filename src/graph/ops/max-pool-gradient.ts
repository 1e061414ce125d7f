// Gradient of max pooling by its input: dy goes to the position of each window's largest value (the first of equals).
//
// Lowered to the pooling's indices and MaxUnpool where windows do not overlap, else to a scatter that adds.
// Exists only while a graph is built (domain "kindred").

import {
  type Emit,
  type Node,
  type Operator,
  type Tensor,
  apply,
  dimensions,
  ints,
  scalar,
  shapeError,
  size,
} from "../tensor.js";
import { windowOf } from "../window.js";
import { maxPoolOperator } from "./max-pool.js";

export const maxPoolGradientOperator: Operator = {
  type: "MaxPoolGradient",
  domain: "kindred",
  infer: ([x, y, dy]) => {
    if (x === undefined || y === undefined || dy === undefined)
      throw shapeError("MaxPoolGradient", "needs x, y, dy", x, y, dy);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  lower: (node, emit) => [unpool(node, emit)],
};

function unpool({ inputs, attributes }: Node, emit: Emit): Tensor {
  const [x, dy] = [inputs[0]!, inputs[2]!];
  const indices = apply(maxPoolOperator, [x], attributes)[1]!;
  const shape = dimensions(x.shape, "MaxPoolGradient");
  if (windowsOverlap(x, attributes)) {
    const flat = (tensor: Tensor): Tensor => emit("Reshape", [tensor, ints([-1])]);
    const zeros = emit("Expand", [scalar(0, x.dtype), ints([size(shape)])]);
    const added = emit("ScatterElements", [zeros, flat(indices), flat(dy)], { axis: 0, reduction: "add" });
    return emit("Reshape", [added, ints(shape)]);
  }
  const { kernel_shape, strides } = attributes;
  return emit("MaxUnpool", [dy, indices, ints(shape)], { kernel_shape: kernel_shape!, ...(strides && { strides }) });
}

/** Whether a position can be in two windows, or windows are padded (then indices and positions differ). */
export function windowsOverlap(x: Tensor, attributes: Node["attributes"]): boolean {
  const kernel = attributes["kernel_shape"] as readonly number[];
  const { strides, dilations, pads } = windowOf("MaxPool", attributes, kernel, x.shape.slice(2));
  return pads.some((pad) => pad !== 0) || kernel.some((length, i) => strides[i]! < length || dilations[i] !== 1);
}
