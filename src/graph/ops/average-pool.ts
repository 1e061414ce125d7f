// Mean of each window; padding counts only where `count_include_pad` is 1.
// Gradient: dy over the window's size, spread by a transposed convolution of ones, each channel alone.

import { type Operator, type Tensor, apply, constant, dataOf, dimensions, shapeError } from "../tensor.js";
import { type PoolOptions, poolAttributes, slide, windowOf } from "../window.js";

export const averagePoolOperator: Operator = {
  type: "AveragePool",
  infer: ([x], attributes) => {
    if (x === undefined || x.shape.length < 3) throw shapeError("AveragePool", "needs an input [N, C, ...]", x);
    const spatial = x.shape.slice(2);
    const window = windowOf("AveragePool", attributes, attributes["kernel_shape"] as readonly number[], spatial);
    return [{ dtype: x.dtype, shape: [x.shape[0]!, x.shape[1]!, ...slide("AveragePool", spatial, window)] }];
  },
  gradient: ({ inputs, upstream, attributes, emit }) => {
    const x = inputs[0]!;
    const dy = upstream[0]!;
    const [, channels, ...spatial] = dimensions(x.shape, "AveragePool") as [number, number, ...number[]];
    const kernel = attributes["kernel_shape"] as readonly number[];
    const { strides, dilations, pads } = windowOf("AveragePool", attributes, kernel, spatial);
    const out = dimensions(dy.shape.slice(2), "AveragePool");
    const include = attributes["count_include_pad"] === 1;
    const shares = out.reduce<number[]>(
      (products, length, axis) =>
        products.flatMap((product) =>
          Array.from({ length }, (_, position) => {
            const start = position * strides[axis]! - pads[axis]!;
            const inside = Array.from({ length: kernel[axis]! }, (_, k) => start + k * dilations[axis]!);
            const count = include ? kernel[axis]! : inside.filter((at) => at >= 0 && at < spatial[axis]!).length;
            return product / count;
          }),
        ),
      [1],
    );
    const share = emit("Mul", [dy, constant(dataOf(x.dtype, shares), [1, 1, ...out], x.dtype)]);
    const area = kernel.reduce((product, length) => product * length, 1);
    const ones = constant(dataOf(x.dtype, Array<number>(channels * area).fill(1)), [channels, 1, ...kernel], x.dtype);
    const output_padding = spatial.map(
      (length, i) =>
        length +
        pads[i]! +
        pads[i + kernel.length]! -
        ((out[i]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1),
    );
    return [
      emit("ConvTranspose", [share, ones], {
        strides,
        dilations,
        pads,
        kernel_shape: kernel,
        group: channels,
        output_padding,
      }),
    ];
  },
};

/** x: `[N, C, ...]` -> `[N, C, ...]`; positions that do not fill a window are left out. */
export function averagePool(x: Tensor, options: PoolOptions): Tensor {
  return apply(averagePoolOperator, [x], poolAttributes(options, x.shape.length - 2))[0];
}
