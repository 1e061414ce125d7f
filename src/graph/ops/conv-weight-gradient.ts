// Gradient of a convolution by its kernel, written as one large matrix product over all images and positions.
//
//   dw[o, c, i, j] = sum over n, u, v of x[n, c, u*s + i*d - pad, v*s + j*d - pad] * dy[n, o, u, v]
//
// Both tensors are turned channels-last. There are two ways to line up x and dy, and the one that copies less is taken:
//
//   patches     every kernel position is a shifted copy of x:           [M, kh*kw*C]^T . [M, O]
//   separable   (stride 1, one group) columns are shifted in x, rows in dy: kh + kw copies instead of kh * kw, and a
//               product of better proportions                            [M, kw*C]^T . [M, kh*O]
//
// Exists only while a graph is built (domain "kindred").

import {
  type Attributes,
  type Emit,
  type Node,
  type Operator,
  type Tensor,
  dimensions,
  ints,
  scalar,
  shapeError,
} from "../tensor.js";
import { type Window, windowOf } from "../window.js";

export const convWeightGradientOperator: Operator = {
  type: "ConvWeightGradient",
  domain: "kindred",
  infer: ([x, dy], attributes) => {
    if (x === undefined || dy === undefined) throw shapeError("ConvWeightGradient", "needs input and gradient", x, dy);
    const [channels, outputs] = dimensions([x.shape[1]!, dy.shape[1]!], "ConvWeightGradient") as [number, number];
    const kernel = attributes["kernel_shape"] as readonly number[];
    return [{ dtype: x.dtype, shape: [outputs, channels / Number(attributes["group"] ?? 1), ...kernel] }];
  },
  lower: (node, emit) => {
    const [x, dy] = [node.inputs[0]!, node.inputs[1]!];
    const flat = x.shape.length === 3;
    const last = (tensor: Tensor): Tensor => {
      const [n, c, ...spatial] = dimensions(tensor.shape, "ConvWeightGradient") as [number, number, ...number[]];
      const moved = emit("Transpose", [tensor], { perm: [0, ...spatial.map((_, i) => i + 2), 1] });
      return flat ? emit("Reshape", [moved, ints([n, 1, spatial[0]!, c])]) : moved;
    };
    return [kernelGradient(last(x), last(dy), node, emit)];
  },
};

/** The same on channels-last tensors `[N, H, W, C]` and `[N, H', W', O]` -> the kernel's shape. */
export function kernelGradient(x: Tensor, dy: Tensor, { attributes, outputs }: Node, emit: Emit): Tensor {
  const window = twoDimensional(
    windowOf("ConvWeightGradient", attributes, attributes["kernel_shape"] as readonly number[], []),
  );
  const group = Number(attributes["group"] ?? 1);
  const [, height, , channels] = dimensions(x.shape, "ConvWeightGradient") as [number, number, number, number];
  const [, rows, columns, filters] = dimensions(dy.shape, "ConvWeightGradient") as [number, number, number, number];
  const [kh, kw] = window.kernel as [number, number];
  const separableCost = 2 * height * columns * (kw * channels + kh * filters);
  const patchesCost = 2 * rows * columns * kh * kw * channels;
  const dense = group === 1 && window.strides.every((stride) => stride === 1);
  const product =
    dense && separableCost < patchesCost ? separable(x, dy, window, emit) : patches(x, dy, window, group, emit);
  return emit("Reshape", [product, ints(dimensions(outputs[0]!.shape, "ConvWeightGradient"))]);
}

function twoDimensional(window: Window): Window {
  if (window.kernel.length === 2) return window;
  const { kernel, strides, dilations, pads } = window;
  return {
    kernel: [1, ...kernel],
    strides: [1, ...strides],
    dilations: [1, ...dilations],
    pads: [0, pads[0]!, 0, pads[1]!],
  };
}

function separable(x: Tensor, dy: Tensor, { kernel, dilations, pads }: Window, emit: Emit): Tensor {
  const [n, height, width, channels] = dimensions(x.shape, "separable") as [number, number, number, number];
  const [, rows, columns, filters] = dimensions(dy.shape, "separable") as [number, number, number, number];
  const [kh, kw] = kernel as [number, number];
  // x's columns: column v of copy j is column v + j*d - pad of x; dy's rows: row u of copy i is row u - i*d + pad of dy.
  const shiftedColumns = range(kw).map((j) => window1d(x, 2, width, j * dilations[1]! - pads[1]!, columns, emit));
  const shiftedRows = range(kh).map((i) => window1d(dy, 1, rows, pads[0]! - i * dilations[0]!, height, emit));
  const left = emit("Reshape", [concat(shiftedColumns, 3, emit), ints([n * height * columns, kw * channels])]);
  const right = emit("Reshape", [concat(shiftedRows, 3, emit), ints([n * height * columns, kh * filters])]);
  const product = emit("FusedMatMul", [left, right], { transA: 1 });
  const split = emit("Reshape", [product, ints([kw, channels, kh, filters])]);
  return emit("Transpose", [split], { perm: [3, 1, 2, 0] });
}

/** `length` positions of `tensor` along `axis`, from `start` on; zeros where that is outside `[0, available)`. */
function window1d(tensor: Tensor, axis: number, available: number, start: number, length: number, emit: Emit): Tensor {
  const [from, to] = [Math.max(0, start), Math.min(available, start + length)];
  if (from >= to) {
    const shape = dimensions(tensor.shape, "window").map((dimension, i) => (i === axis ? length : dimension));
    return emit("Expand", [scalar(0, tensor.dtype), ints(shape)]);
  }
  const inside =
    from === 0 && to === available ? tensor : emit("Slice", [tensor, ints([from]), ints([to]), ints([axis])]);
  const [before, after] = [from - start, start + length - to];
  if (before === 0 && after === 0) return inside;
  const pads = [
    ...tensor.shape.map((_, i) => (i === axis ? before : 0)),
    ...tensor.shape.map((_, i) => (i === axis ? after : 0)),
  ];
  return emit("Pad", [inside, ints(pads)], { mode: "constant" });
}

function patches(x: Tensor, dy: Tensor, window: Window, group: number, emit: Emit): Tensor {
  const [n, , , channels] = dimensions(x.shape, "patches") as [number, number, number, number];
  const [, rows, columns, filters] = dimensions(dy.shape, "patches") as [number, number, number, number];
  const { kernel, strides, dilations, pads } = window;
  const [kh, kw] = kernel as [number, number];
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const padded = pads.every((pad) => pad === 0)
    ? x
    : emit("Pad", [x, ints([0, top, left, 0, 0, bottom, right, 0])], { mode: "constant" });
  const copies = range(kh).flatMap((i) =>
    range(kw).map((j) => {
      const [y0, x0] = [i * dilations[0]!, j * dilations[1]!];
      const ends = [y0 + (rows - 1) * strides[0]! + 1, x0 + (columns - 1) * strides[1]! + 1];
      return emit("Slice", [padded, ints([y0, x0]), ints(ends), ints([1, 2]), ints(strides)]);
    }),
  );
  const m = n * rows * columns;
  const k = kh * kw;
  const stacked = concat(copies, 3, emit);
  if (group === 1) {
    const product = emit(
      "FusedMatMul",
      [emit("Reshape", [stacked, ints([m, k * channels])]), emit("Reshape", [dy, ints([m, filters])])],
      { transA: 1 },
    );
    const split = emit("Reshape", [product, ints([k, channels, filters])]);
    return emit("Transpose", [split], { perm: [2, 1, 0] });
  }
  const [inside, outside] = [channels / group, filters / group];
  const perGroup = emit("Transpose", [emit("Reshape", [stacked, ints([m, k, group, inside])])], { perm: [2, 0, 1, 3] });
  const gradient = emit("Transpose", [emit("Reshape", [dy, ints([m, group, outside])])], { perm: [1, 0, 2] });
  const product = emit("FusedMatMul", [emit("Reshape", [perGroup, ints([group, m, k * inside])]), gradient], {
    transA: 1,
  });
  const split = emit("Reshape", [product, ints([group, k, inside, outside])]);
  return emit("Transpose", [split], { perm: [0, 3, 2, 1] });
}

function concat(tensors: readonly Tensor[], axis: number, emit: Emit): Tensor {
  const attributes: Attributes = { axis };
  return tensors.length === 1 ? tensors[0]! : emit("Concat", tensors, attributes);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
