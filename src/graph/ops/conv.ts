// Convolution (cross-correlation, as the field calls it).
//
//   y[n, o, p] = b[o] + sum over c, k of x[n, c, p * stride + k * dilation - pad] * w[o, c, k]
//
// Gradient by x: a convolution of dy with the flipped kernel, input and output channels swapped (stride 1), else a
// transposed convolution. By w: ConvWeightGradient. By b: the sum over batch and positions.

import {
  type Attributes,
  type Emit,
  type GradientContext,
  type Operator,
  type Tensor,
  apply,
  dimensions,
  ints,
  shapeError,
} from "../tensor.js";
import { type ConvOptions, type Window, convAttributes, slide, windowOf } from "../window.js";

export const convOperator: Operator = {
  type: "Conv",
  infer: ([x, w, b], attributes) => {
    if (x === undefined || w === undefined) throw shapeError("Conv", "needs an input and a kernel", x, w);
    const group = Number(attributes["group"] ?? 1);
    const channels = dimensions(w.shape, "Conv kernel");
    if (x.shape.length !== w.shape.length || x.shape[1] !== channels[1]! * group || channels[0]! % group !== 0) {
      throw shapeError(`Conv of ${group} group(s)`, "input must be [N, C, ...] and kernel [O, C / groups, ...]", x, w);
    }
    if (b !== undefined && (b.shape.length !== 1 || b.shape[0] !== channels[0]))
      throw shapeError("Conv", "bias must be [O]", w, b);
    const spatial = x.shape.slice(2);
    const window = windowOf("Conv", attributes, channels.slice(2), spatial);
    return [{ dtype: x.dtype, shape: [x.shape[0]!, channels[0]!, ...slide("Conv", spatial, window)] }];
  },
  gradient: (context) => {
    const { inputs, upstream, attributes, needs, emit } = context;
    const [x, w] = [inputs[0]!, inputs[1]!];
    const dy = upstream[0]!;
    const window = windowOf("Conv", attributes, dimensions(w.shape, "Conv kernel").slice(2), x.shape.slice(2));
    const { strides, dilations, pads, kernel } = window;
    const group = Number(attributes["group"] ?? 1);
    const geometry: Attributes = { strides, dilations, pads, kernel_shape: kernel, group };
    return [
      needs[0] ? inputGradient(context, window, group) : undefined,
      needs[1] ? emit("ConvWeightGradient", [x, dy], geometry) : undefined,
      needs[2] ? emit("ReduceSum", [dy, ints([0, ...kernel.map((_, i) => i + 2)])], { keepdims: 0 }) : undefined,
    ];
  },
};

function inputGradient({ inputs, upstream, emit }: GradientContext, window: Window, group: number): Tensor {
  const [x, w] = [inputs[0]!, inputs[1]!];
  const dy = upstream[0]!;
  const { kernel, strides, dilations, pads } = window;
  const axes = kernel.length;
  const mirrored = pads.map((pad, i) => dilations[i % axes]! * (kernel[i % axes]! - 1) - pad);
  if (strides.every((stride) => stride === 1) && mirrored.every((pad) => pad >= 0)) {
    const flipped = flipKernel(w, group, emit);
    return emit("Conv", [dy, flipped], { pads: mirrored, dilations, kernel_shape: kernel, strides, group });
  }
  const lengths = dimensions(x.shape.slice(2), "Conv");
  const reached = dimensions(dy.shape.slice(2), "Conv").map(
    (length, i) => (length - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 - pads[i]! - pads[i + axes]!,
  );
  const outputPadding = lengths.map((length, i) => length - reached[i]!);
  return emit("ConvTranspose", [dy, w], {
    strides,
    dilations,
    pads,
    kernel_shape: kernel,
    group,
    output_padding: outputPadding,
  });
}

/** `[O, C / groups, ...]` -> `[C, O / groups, ...]`, mirrored along every spatial axis. */
function flipKernel(w: Tensor, group: number, emit: Emit): Tensor {
  const [outputs, inputsPerGroup, ...kernel] = dimensions(w.shape, "Conv kernel") as [number, number, ...number[]];
  const spatial = kernel.map((_, i) => i + 3);
  const grouped = emit("Reshape", [w, ints([group, outputs / group, inputsPerGroup, ...kernel])]);
  const swapped = emit("Transpose", [grouped], { perm: [0, 2, 1, ...spatial] });
  const joined = emit("Reshape", [swapped, ints([group * inputsPerGroup, outputs / group, ...kernel])]);
  const axes = kernel.flatMap((length, i) => (length > 1 ? [i + 2] : []));
  if (axes.length === 0) return joined;
  const fill = (value: number): Tensor => ints(axes.map(() => value));
  return emit("Slice", [joined, fill(-1), fill(-(2 ** 31)), ints(axes), fill(-1)]);
}

/** x: `[N, C, ...]`, w: `[O, C / group, ...]`, b: `[O]` -> `[N, O, ...]`; one or two spatial axes. */
export function conv(x: Tensor, w: Tensor, b?: Tensor, options: ConvOptions = {}): Tensor {
  const attributes = convAttributes(dimensions(w.shape, "conv kernel").slice(2), options);
  return apply(convOperator, b === undefined ? [x, w] : [x, w, b], attributes)[0];
}
