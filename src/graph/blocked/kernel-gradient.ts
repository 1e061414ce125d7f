// Gradient of a convolution by its kernel in the blocked layout, as convolutions: dy is the kernel that slides over x.
//
//   dw[o, c, i, j] = sum over n of (sum over u, v of x[n, c, u*s + i, v*s + j] * dy[n, o, u, v])          x padded
//
// Both are used as they lie in memory. x `[N, C/B, H, W, B]` is declared as a plain image of N channels, H * C/B rows and W * B
// columns. A window of dy's size, dilated by B along the rows, then has its outputs at (j, c within its block), and strides H
// rows from one block of channels to the next. An offset of i rows is a padding of H - i rows above, whose outputs are dropped.
// dy `[N, O/B, H', W', B]` is the kernel of a convolution in N groups. Where dy is small, several images form one group, their
// kernels brought side by side: then fewer sums have to be written.
//
// One matrix product over all images and positions (ops/conv-weight-gradient.ts) copies x and dy three times each, and ONNX
// Runtime's matrix product, which packs both sides, does half the work per second that its blocked convolution does.

import { type Emit, type Node, type Tensor, dimensions, ints } from "../tensor.js";
import { type Window, windowOf } from "../window.js";
import { type BlockedContext, blockedOperator } from "./context.js";

/** Pixels of dy below which its windows are too short to be worth sliding. */
const MIN_PIXELS = 16;

type Image = readonly [number, number, number, number];

/** Whether `slidingKernelGradient` applies: images, one group, no dilation, dy of whole blocks and not tiny. */
export function slides(node: Node, block: number): boolean {
  const [x, dy] = [node.inputs[0]!, node.inputs[1]!];
  if (x.shape.length !== 4 || Number(node.attributes["group"] ?? 1) !== 1) return false;
  const { n, outputs, rows, columns } = sizes(x, dy);
  const { dilations, pads } = windowFrom(node);
  const simple = dilations.every((dilation) => dilation === 1) && pads.every((pad) => pad >= 0);
  return simple && n > 0 && outputs % block === 0 && rows * columns >= MIN_PIXELS;
}

/** The kernel's gradient `[O, C, kh, kw]`. */
export function slidingKernelGradient({ node, block, blocked, plain, emit }: BlockedContext): Tensor {
  const [x, dy] = [node.inputs[0]!, node.inputs[1]!];
  const { n, channels, height, width, outputs, rows, columns } = sizes(x, dy);
  const { kernel, strides, pads } = windowFrom(node);
  const [kh, kw] = kernel as [number, number];
  const [top, left, bottom, right] = pads as [number, number, number, number];
  // `side`: values of one position; `stacked`: images of that many channels, one below the other.
  const side = channels % block === 0 ? block : 1;
  const [stacked, blocks] = [channels / side, outputs / block];
  const [padded, across] = [height + top + bottom, (width + left + right) * side];

  const whole = emit("Reshape", [side === 1 ? plain(x) : blocked(x), ints([n, stacked, height, width * side])]);
  // The runtime takes fewer channels than a block has, or whole blocks of them: blank images fill up the last.
  const count = n < block ? n : Math.ceil(n / block) * block;
  const framed = padTo(whole, [0, 0, top, left * side, count - n, 0, bottom, right * side], emit);
  const image = emit("Reshape", [framed, ints([1, count, stacked * padded, across])]);

  const together = imagesTogether(count, outputs * rows * columns, outputs * channels * kh * kw, block - 1);
  const groups = count / together;
  const filled = padTo(emit("Reshape", [blocked(dy), ints([n, outputs * rows * columns])]), [0, 0, count - n, 0], emit);
  const perImage = emit("Reshape", [filled, ints([groups, together, blocks, rows * columns * block])]);
  const perGroup = together === 1 ? perImage : emit("Transpose", [perImage], { perm: [0, 2, 1, 3] });
  const filters = emit("Reshape", [perGroup, ints([groups * outputs, together, rows, columns])]);

  const [tall, wide] = [(rows - 1) * strides[0]! + 1, ((columns - 1) * strides[1]! + 1) * side];
  const offsets = Array.from({ length: kh }, (_, i) => {
    const above = i === 0 ? 0 : padded - i;
    const first = i === 0 ? 0 : 1;
    const shape = [
      1,
      groups * outputs,
      Math.floor((stacked * padded + above - tall) / padded) + 1,
      across - wide + side,
    ];
    const slid = blockedOperator("Conv", [image, filters], shape, {
      ...{ strides: [padded, 1], pads: [above, 0, 0, 0], dilations: [strides[0]!, strides[1]! * side] },
      ...{ kernel_shape: [rows, columns], group: groups },
    });
    const sums = emit("Reshape", [slid, ints([groups, blocks, shape[2]!, shape[3]! * block])]);
    const sum = emit("ReduceSum", [sums, ints([0])], { keepdims: 0 });
    const kept = emit("Slice", [sum, ints([first, 0]), ints([first + stacked, kw * side * block]), ints([1, 2])]);
    return emit("Reshape", [kept, ints([blocks, stacked, 1, kw, side, block])]);
  });
  const all = kh === 1 ? offsets[0]! : emit("Concat", offsets, { axis: 2 });
  const ordered = emit("Transpose", [all], { perm: [0, 5, 1, 4, 2, 3] });
  return emit("Reshape", [ordered, ints([outputs, channels, kh, kw])]);
}

function padTo(tensor: Tensor, pads: readonly number[], emit: Emit): Tensor {
  return pads.every((pad) => pad === 0) ? tensor : emit("Pad", [tensor, ints(pads)], { mode: "constant" });
}

/** How many images form a group: a divisor of `n` up to `most` that moves the fewest numbers. */
function imagesTogether(n: number, gradientSize: number, sumSize: number, most: number): number {
  const moved = (count: number): number => (count > 1 ? n * gradientSize : 0) + (n / count) * sumSize;
  const divisors = Array.from({ length: most }, (_, i) => i + 1).filter((count) => n % count === 0);
  return divisors.reduce((best, count) => (moved(count) < moved(best) ? count : best));
}

function sizes(
  x: Tensor,
  dy: Tensor,
): Readonly<Record<"n" | "channels" | "height" | "width" | "outputs" | "rows" | "columns", number>> {
  const [n, channels, height, width] = dimensions(x.shape, "ConvWeightGradient") as Image;
  const [, outputs, rows, columns] = dimensions(dy.shape, "ConvWeightGradient") as Image;
  return { n, channels, height, width, outputs, rows, columns };
}

function windowFrom({ attributes }: Node): Window {
  return windowOf("ConvWeightGradient", attributes, attributes["kernel_shape"] as readonly number[], []);
}
