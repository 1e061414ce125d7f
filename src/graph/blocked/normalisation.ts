// Batch normalisation in the blocked layout: channels are two axes of the view, `[N, C/B, H*W, B]`.

import type { Channels } from "../channels.js";
import { normaliseBatchGradient } from "../ops/batch-normalisation-gradient.js";
import { normaliseBatch } from "../ops/batch-normalisation-training.js";
import { type Tensor, ints } from "../tensor.js";
import { type BlockedContext, type BlockedResult, channelView, imageShape, unview, view } from "./context.js";

export function blockedBatchNormalisation(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, plain, emit } = context;
  const [x, scale, bias] = node.inputs as readonly [Tensor, Tensor, Tensor];
  const shape = imageShape(x, block);
  if (shape === undefined || !isBlocked(x) || node.attributes["axis"] !== 1) return undefined;
  const inputs = [view(blocked(x), block, emit), plain(scale), plain(bias)];
  const [y, mean, variance] = normaliseBatch(inputs, node.attributes, channelsOfView(shape, context), emit);
  return { layout: "blocked", outputs: [unview(y, shape, emit)], plain: [undefined, mean, variance] };
}

export function blockedBatchNormalisationGradient(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, plain, emit } = context;
  const [dy, x, ...vectors] = node.inputs as readonly [Tensor, Tensor, ...Tensor[]];
  const shape = imageShape(x, block);
  if (shape === undefined || !isBlocked(x) || node.attributes["axis"] !== 1) return undefined;
  const inputs = [view(blocked(dy), block, emit), view(blocked(x), block, emit), ...vectors.map(plain)];
  const channels = channelsOfView(shape, context);
  const [dx, dScale, dBias] = normaliseBatchGradient(inputs, node.attributes, channels, emit);
  return { layout: "blocked", outputs: [unview(dx, shape, emit)], plain: [undefined, dScale, dBias] };
}

function channelsOfView(shape: readonly [number, number, number, number], { block, emit }: BlockedContext): Channels {
  const [n, count, height, width] = shape;
  // Positions first: that reduction is fast over blocks, and leaves little for the one over the batch.
  const over = (tensor: Tensor, axis: number): Tensor => emit("ReduceSum", [tensor, ints([axis])], { keepdims: 1 });
  return {
    count,
    values: n * height * width,
    spread: (vector) => channelView(vector, block, emit),
    sum: (tensor) => emit("Reshape", [over(over(tensor, 2), 0), ints([count])]),
  };
}
