// Transposed convolution: the gradient of a convolution by its input, as an operator of its own.
// Gradient by x: the convolution. By w: that convolution's weight gradient, the roles of input and output swapped.

import { type Attributes, type Operator, type Tensor, apply, dimensions, ints, shapeError } from "../tensor.js";
import { type ConvOptions, convAttributes, perAxis, windowOf } from "../window.js";

export const convTransposeOperator: Operator = {
  type: "ConvTranspose",
  infer: ([x, w, b], attributes) => {
    if (x === undefined || w === undefined) throw shapeError("ConvTranspose", "needs an input and a kernel", x, w);
    const group = Number(attributes["group"] ?? 1);
    const [inputs, outputsPerGroup, ...kernel] = dimensions(w.shape, "ConvTranspose kernel") as [
      number,
      number,
      ...number[],
    ];
    if (x.shape.length !== w.shape.length || x.shape[1] !== inputs || inputs % group !== 0) {
      throw shapeError("ConvTranspose", "input must be [N, C, ...] and kernel [C, O / groups, ...]", x, w);
    }
    const outputs = outputsPerGroup * group;
    if (b !== undefined && (b.shape.length !== 1 || b.shape[0] !== outputs))
      throw shapeError("ConvTranspose", "bias must be [O]", w, b);
    const { strides, dilations, pads } = windowOf("ConvTranspose", attributes, kernel, x.shape.slice(2));
    const extra = (attributes["output_padding"] as readonly number[] | undefined) ?? kernel.map(() => 0);
    const spatial = dimensions(x.shape.slice(2), "ConvTranspose").map(
      (length, i) =>
        (length - 1) * strides[i]! +
        (kernel[i]! - 1) * dilations[i]! +
        1 -
        pads[i]! -
        pads[i + kernel.length]! +
        extra[i]!,
    );
    return [{ dtype: x.dtype, shape: [x.shape[0]!, outputs, ...spatial] }];
  },
  gradient: ({ inputs, upstream, attributes, needs, emit }) => {
    const [x, w] = [inputs[0]!, inputs[1]!];
    const dy = upstream[0]!;
    const kernel = dimensions(w.shape, "ConvTranspose kernel").slice(2);
    const { strides, dilations, pads } = windowOf("ConvTranspose", attributes, kernel, x.shape.slice(2));
    const geometry: Attributes = { strides, dilations, pads, kernel_shape: kernel, group: attributes["group"] ?? 1 };
    return [
      needs[0] ? emit("Conv", [dy, w], geometry) : undefined,
      needs[1] ? emit("ConvWeightGradient", [dy, x], geometry) : undefined,
      needs[2] ? emit("ReduceSum", [dy, ints([0, ...kernel.map((_, i) => i + 2)])], { keepdims: 0 }) : undefined,
    ];
  },
};

export interface ConvTransposeOptions extends ConvOptions {
  /** Added to the output's end, where a stride leaves its size open. @defaultValue 0 */
  readonly outputPadding?: number | readonly number[];
}

/** x: `[N, C, ...]`, w: `[C, O / group, ...]`, b: `[O]` -> `[N, O, ...]`. */
export function convTranspose(
  x: Tensor,
  w: Tensor,
  b?: Tensor,
  { outputPadding = 0, ...options }: ConvTransposeOptions = {},
): Tensor {
  const kernel = dimensions(w.shape, "convTranspose kernel").slice(2);
  const attributes = { ...convAttributes(kernel, options), output_padding: perAxis(outputPadding, kernel.length) };
  return apply(convTransposeOperator, b === undefined ? [x, w] : [x, w, b], attributes)[0];
}
