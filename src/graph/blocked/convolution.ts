// Convolutions in the blocked layout, forward and by the kernel. (By the input, a convolution again: see ops/conv.ts.)

import { kernelGradient } from "../ops/conv-weight-gradient.js";
import { type Emit, type Tensor, dimensions, ints } from "../tensor.js";
import { windowOf } from "../window.js";
import { type BlockedContext, type BlockedResult, blockedOperator, channelsLast, imageShape } from "./context.js";
import { slides, slidingKernelGradient } from "./kernel-gradient.js";

export function blockedConvolution({ node, block, blocked, plain, emit }: BlockedContext): BlockedResult | undefined {
  const [x, w, b] = [node.inputs[0]!, node.inputs[1]!, node.inputs[2]];
  const y = node.outputs[0]!;
  const result = imageShape(y, block);
  if (result === undefined || Number(node.attributes["group"] ?? 1) !== 1) return undefined;
  const kernel = dimensions(w.shape, "Conv kernel");
  const channels = kernel[1]!;
  const window = windowOf("Conv", node.attributes, kernel.slice(2), x.shape.slice(2));
  const { pads, strides, dilations } = window;
  const attributes = { pads, strides, dilations, kernel_shape: window.kernel, group: 1 };
  const filter = plain(w);
  const bias = b && plain(b);
  if (channels % block === 0) {
    const inputs = [blocked(x), blockFilter(filter, block, emit), ...(bias ? [bias] : [])];
    return { layout: "blocked", outputs: [blockedOperator("Conv", inputs, result, attributes)] };
  }
  // Few input channels (grey or colour pictures): that kernel reads [N, C, H, W] and writes blocked.
  if (channels >= block) return undefined;
  const inputs = [plain(x), blockOutputs(filter, block, emit), ...(bias ? [bias] : [])];
  return { layout: "blocked", outputs: [blockedOperator("Conv", inputs, result, attributes)] };
}

/** `[O, I, H, W]` -> memory `[O/B, I/B, H, W, B of I, B of O]`, declared as before. */
function blockFilter(w: Tensor, block: number, emit: Emit): Tensor {
  const [o, i, h, k] = dimensions(w.shape, "Conv kernel") as readonly [number, number, number, number];
  const split = emit("Reshape", [w, ints([o / block, block, i / block, block, h * k])]);
  const ordered = emit("Transpose", [split], { perm: [0, 2, 4, 3, 1] });
  return emit("Reshape", [ordered, ints([o, i, h, k])]);
}

/** `[O, I, H, W]` -> memory `[O/B, I, H, W, B of O]`, declared as before. */
function blockOutputs(w: Tensor, block: number, emit: Emit): Tensor {
  const [o, i, h, k] = dimensions(w.shape, "Conv kernel") as readonly [number, number, number, number];
  const split = emit("Reshape", [w, ints([o / block, block, i * h * k])]);
  return emit("Reshape", [emit("Transpose", [split], { perm: [0, 2, 1] }), ints([o, i, h, k])]);
}

export function blockedKernelGradient(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, plain, emit } = context;
  const [x, dy] = [node.inputs[0]!, node.inputs[1]!];
  if (!isBlocked(x) && !isBlocked(dy)) return undefined;
  if (slides(node, block)) return { layout: "plain", outputs: [slidingKernelGradient(context)] };
  const last = (tensor: Tensor): Tensor => {
    if (isBlocked(tensor)) return channelsLast(blocked(tensor));
    const [n, c, h, w] = dimensions(tensor.shape, "ConvWeightGradient") as readonly [number, number, number, number];
    if (c === 1) return emit("Reshape", [plain(tensor), ints([n, h, w, 1])]);
    return emit("Transpose", [plain(tensor)], { perm: [0, 2, 3, 1] });
  };
  return { layout: "plain", outputs: [kernelGradient(last(x), last(dy), node, emit)] };
}
