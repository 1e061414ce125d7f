// Batch normalisation in the blocked layout. What ops/batch-normalisation-*.ts say in a product and a sum per element is
// here one depthwise 1x1 convolution, which is one pass over memory on all threads:
//
//   y  = slope * x + offset                      slope = scale / sqrt(variance + epsilon),  offset = bias - mean * slope
//   dx = a * dy + (b * x + c)                    a, b, c as in batch-normalisation-gradient.ts, the mean folded into c

import { type Tensor, ints, scalar } from "../tensor.js";
import { type BlockedContext, type BlockedResult, blockedOperator, imageShape, view } from "./context.js";
import { smallestOfSameSums } from "./pooling.js";

type ImageShape = readonly [number, number, number, number];

export function blockedBatchNormalisation(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, plain, emit } = context;
  const x = node.inputs[0]!;
  const shape = imageShape(x, block);
  if (shape === undefined || !isBlocked(x) || Number(node.attributes["axis"] ?? 1) !== 1) return undefined;
  const [scale, bias] = [plain(node.inputs[1]!), plain(node.inputs[2]!)];
  const share = scalar(1 / (shape[0] * shape[2] * shape[3]));
  const images = blocked(x);
  const mean = emit("Mul", [channelSums(images, shape, context), share]);
  const one = emit("Expand", [scalar(1), ints([shape[1]])]);
  const centred = affine(images, one, emit("Neg", [mean]), shape, context);
  const variance = emit("Mul", [channelProducts(centred, centred, shape, context), share]);
  const slope = emit("Div", [scale, emit("Sqrt", [emit("Add", [variance, epsilonOf(context)])])]);
  const offset = emit("Sub", [bias, emit("Mul", [mean, slope])]);
  const y = affine(images, slope, offset, shape, context);
  return { layout: "blocked", outputs: [y], plain: [undefined, mean, variance] };
}

export function blockedBatchNormalisationGradient(context: BlockedContext): BlockedResult | undefined {
  const { node, block, isBlocked, blocked, plain, emit } = context;
  const [dy, x, scaleTensor, meanTensor, varianceTensor] = node.inputs as readonly [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const shape = imageShape(x, block);
  if (shape === undefined || !isBlocked(x) || Number(node.attributes["axis"] ?? 1) !== 1) return undefined;
  const [scale, mean, variance] = [plain(scaleTensor), plain(meanTensor), plain(varianceTensor)];
  const [upstream, images] = [blocked(dy), blocked(x)];
  const inverse = emit("Reciprocal", [emit("Sqrt", [emit("Add", [variance, epsilonOf(context)])])]);
  const dBias = channelSums(blocked(smallestOfSameSums(dy, isBlocked)), shape, context);
  const products = channelProducts(upstream, images, shape, context);
  const dScale = emit("Mul", [emit("Sub", [products, emit("Mul", [mean, dBias])]), inverse]);
  const a = emit("Mul", [scale, inverse]);
  const share = emit("Mul", [a, scalar(-1 / (shape[0] * shape[2] * shape[3]))]);
  const b = emit("Mul", [emit("Mul", [share, inverse]), dScale]);
  const c = emit("Sub", [emit("Mul", [share, dBias]), emit("Mul", [b, mean])]);
  const dx = affine(upstream, a, undefined, shape, context, affine(images, b, c, shape, context));
  return { layout: "blocked", outputs: [dx], plain: [undefined, dScale, dBias] };
}

/** slope * x + offset (+ sum), slope and offset per channel `[C]`. */
function affine(
  x: Tensor,
  slope: Tensor,
  offset: Tensor | undefined,
  shape: ImageShape,
  { emit }: BlockedContext,
  sum?: Tensor,
): Tensor {
  const kernel = emit("Reshape", [slope, ints([shape[1], 1, 1, 1])]);
  const inputs = sum === undefined ? [x, kernel, offset] : [x, kernel, offset, sum];
  return blockedOperator("Conv", inputs, shape, { kernel_shape: [1, 1], group: shape[1] });
}

/** Sum per channel `[C]`: over positions first, which ONNX Runtime does fast over blocks. */
function channelSums(x: Tensor, shape: ImageShape, { block, emit }: BlockedContext): Tensor {
  const overPositions = emit("ReduceSum", [view(x, block, emit), ints([2])], { keepdims: 1 });
  const sums = emit("ReduceSum", [overPositions, ints([0])], { keepdims: 1 });
  return emit("Reshape", [sums, ints([shape[1]])]);
}

/**
 * Sum of x * y per channel `[C]`, without the product in memory: a convolution of every map of x with the same map of y, which
 * lies there as a depthwise kernel does.
 */
function channelProducts(x: Tensor, y: Tensor, [n, c, h, w]: ImageShape, { emit }: BlockedContext): Tensor {
  const maps = emit("Reshape", [x, ints([1, n * c, h, w])]);
  const kernels = emit("Reshape", [y, ints([n * c, 1, h, w])]);
  const sums = blockedOperator("Conv", [maps, kernels], [1, n * c, 1, 1], { kernel_shape: [h, w], group: n * c });
  const perImage = emit("Reshape", [sums, ints([n, c])]);
  return emit("ReduceSum", [perImage, ints([0])], { keepdims: 0 });
}

function epsilonOf({ node }: BlockedContext): Tensor {
  return scalar(Number(node.attributes["epsilon"] ?? 1e-5));
}
