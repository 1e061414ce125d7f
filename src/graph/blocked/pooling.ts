// Poolings in the blocked layout.
//
// The gradient of max pooling compares the input with the pooled values, stretched along its rows (from row to row of a window they broadcast). A window in which several
// values tie (a blank corner of a picture: all four) shares the gradient among them evenly.

import { windowsOverlap } from "../ops/max-pool-gradient.js";
import { type Tensor, dimensions, ints, scalar } from "../tensor.js";
import { type BlockedContext, type BlockedResult, blockedOperator, imageShape } from "./context.js";

export function blockedPool({ node, block, isBlocked, blocked }: BlockedContext): BlockedResult | undefined {
  const x = node.inputs[0]!;
  const shape = imageShape(node.outputs[0]!, block);
  if (shape === undefined || !isBlocked(x)) return undefined;
  return { layout: "blocked", outputs: [blockedOperator(node.operator.type, [blocked(x)], shape, node.attributes)] };
}

export function blockedMaxPoolGradient(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, emit } = context;
  const [x, y, dy] = node.inputs as readonly [Tensor, Tensor, Tensor];
  const shape = imageShape(x, block);
  if (shape === undefined || !isBlocked(x) || windowsOverlap(x, node.attributes)) return undefined;
  const kernel = node.attributes["kernel_shape"] as readonly number[];
  const small = dimensions(y.shape, "MaxPoolGradient");
  if (kernel.some((length, i) => small[i + 2]! * length !== shape[i + 2])) return undefined;
  const [n, c, h, w] = shape;
  const [down, across] = kernel as [number, number];
  // Rows of windows; those of pooled values broadcast over the `down` rows that each covers.
  const rows = (tensor: Tensor, count: number): Tensor =>
    emit("Reshape", [tensor, ints([(n * c * h) / block / down, count, w * block])]);
  const stretch = (tensor: Tensor): Tensor => {
    const attributes = { scales: [1, 1, 1, across], mode: "nearest", coordinate_transformation_mode: "asymmetric" };
    return rows(blockedOperator("Upsample", [tensor], [n, c, h / down, w], attributes), 1);
  };
  const window = { kernel_shape: kernel, strides: kernel };
  const isLargest = emit("Cast", [emit("Equal", [rows(blocked(x), down), stretch(blocked(y))])], { to: 1 });
  const share = blockedOperator("AveragePool", [emit("Reshape", [isLargest, ints(shape)])], small, window);
  const ties = emit("Mul", [share, scalar(down * across)]);
  const divided = emit("Div", [blocked(dy), ties]);
  const result = emit("Reshape", [emit("Mul", [isLargest, stretch(divided)]), ints(shape)]);
  return { layout: "blocked", outputs: [result] };
}

/**
 * The tensor to sum over positions in place of `x`: a max pooling's gradient only moves what it gets to other positions, so its
 * sums are those of the smaller gradient by the pooled values. With them go the gradients by the biases in front of a pooling.
 */
export function smallestOfSameSums(x: Tensor, isBlocked: BlockedContext["isBlocked"]): Tensor {
  const { source } = x;
  if (source.kind !== "node" || source.node.operator.type !== "MaxPoolGradient") return x;
  const dy = source.node.inputs[2]!;
  return isBlocked(dy) ? dy : x;
}
