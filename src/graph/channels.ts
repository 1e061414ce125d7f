// Normalisation works per channel: what its operators share about the channel axis, wherever a layout has put it.

import { type Emit, type Tensor, axisOf, constant, dataOf, dimensions, ints } from "./tensor.js";

/** A tensor seen channel by channel. */
export interface Channels {
  /** Number of channels, C. */
  readonly count: number;
  /** Number of values a channel has: the product of all other dimensions. */
  readonly values: number;
  /** A tensor of C numbers, in a shape that broadcasts against the seen one. */
  spread(vector: Tensor): Tensor;
  /** Sums the values of each channel: a tensor of the seen shape -> `[C]`. */
  sum(tensor: Tensor): Tensor;
}

/** How `tensor` (known shape) divides into channels along `axis`. */
export function channelsOf(tensor: Tensor, axis: number, where: string, emit: Emit): Channels {
  const shape = dimensions(tensor.shape, where);
  const at = axisOf(axis, shape.length, where);
  const count = shape[at]!;
  const values = shape.reduce((product, dimension, i) => (i === at ? product : product * dimension), 1);
  const broadcast = ints(shape.map((dimension, i) => (i === at ? dimension : 1)));
  const others = shape.flatMap((_, i) => (i === at ? [] : [i]));
  return {
    count,
    values,
    spread: (vector) => emit("Reshape", [vector, broadcast]),
    sum: (x) =>
      at === shape.length - 1 && values > 1
        ? columnSums(x, values, count, emit)
        : emit("ReduceSum", [x, ints(others)], { keepdims: 0 }),
  };
}

/** Channels last: ones . X. A reduction over rows takes three times as long as this product. */
function columnSums(x: Tensor, rows: number, columns: number, emit: Emit): Tensor {
  const matrix = emit("Reshape", [x, ints([rows, columns])]);
  const ones = constant(dataOf(x.dtype, Array<number>(rows).fill(1)), [1, rows], x.dtype);
  return emit("Reshape", [emit("MatMul", [ones, matrix]), ints([columns])]);
}
