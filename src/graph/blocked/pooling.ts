// Poolings in the blocked layout.
//
// The gradient of max pooling compares the input with the pooled values, stretched to its size. A window in which several
// values tie (a blank corner of a picture: all four) shares the gradient among them evenly.

import { windowsOverlap } from "../ops/max-pool-gradient.js";
import { type Tensor, dimensions, scalar } from "../tensor.js";
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
  const stretch = (tensor: Tensor): Tensor =>
    blockedOperator("Upsample", [tensor], shape, {
      scales: [1, 1, ...kernel],
      mode: "nearest",
      coordinate_transformation_mode: "asymmetric",
    });
  const window = { kernel_shape: kernel, strides: kernel };
  const isLargest = emit("Cast", [emit("Equal", [blocked(x), stretch(blocked(y))])], { to: 1 });
  const share = blockedOperator("AveragePool", [isLargest], small, window);
  const ties = emit("Mul", [share, scalar(kernel.reduce((product, length) => product * length, 1))]);
  const divided = emit("Div", [blocked(dy), ties]);
  return { layout: "blocked", outputs: [emit("Mul", [isLargest, stretch(divided)])] };
}
