// What reductions have in common: the axes are a constant second input (ONNX 18 and later), `keepdims` an attribute.

import {
  type Emit,
  type Operator,
  type Shape,
  type Tensor,
  axisOf,
  constantValues,
  dimensions,
  ints,
  scalar,
  shapeError,
} from "./tensor.js";

export interface ReduceGradientParts {
  readonly x: Tensor;
  /** The result, with the reduced axes kept. */
  readonly y: Tensor;
  /** Gradient by the result, with the reduced axes kept. */
  readonly dy: Tensor;
  readonly axes: readonly number[];
  readonly emit: Emit;
  /** Repeats a tensor of the kept shape over the reduced axes. */
  stretch(tensor: Tensor): Tensor;
}

/** A reduction over constant axes that keeps the dtype. `gradient` returns the gradient by x, in x's shape. */
export function reduceOperator(type: string, gradient?: (parts: ReduceGradientParts) => Tensor): Operator {
  return {
    type,
    infer: ([x, axes], { keepdims = 1 }) => {
      if (x === undefined) throw shapeError(type, "needs an input", x);
      const reduced = axesOf(type, x.shape, axes);
      const shape = x.shape.flatMap((dimension, i) =>
        reduced.includes(i) ? (keepdims === 1 ? [1] : []) : [dimension],
      );
      return [{ dtype: x.dtype, shape }];
    },
    ...(gradient && {
      gradient: ({ inputs, outputs, upstream, emit }) => {
        const x = inputs[0]!;
        const axes = axesOf(type, x.shape, inputs[1]);
        const kept = x.shape.map((dimension, i) => (axes.includes(i) ? 1 : dimension));
        const unreduce = (tensor: Tensor): Tensor =>
          tensor.shape.length === kept.length ? tensor : emit("Reshape", [tensor, ints(dimensions(kept, type))]);
        const stretch = (tensor: Tensor): Tensor => emit("Expand", [tensor, ints(dimensions(x.shape, type))]);
        return [gradient({ x, y: unreduce(outputs[0]!), dy: unreduce(upstream[0]!), axes, emit, stretch })];
      },
    }),
  };
}

/** The reduced axes, counted from the front; all where none are given. */
export function axesOf(type: string, shape: Shape, axes: Tensor | undefined): readonly number[] {
  if (axes === undefined) return shape.map((_, i) => i);
  const values = constantValues(axes);
  if (values === undefined) throw shapeError(type, "axes must be a constant", axes);
  return values.map((axis) => axisOf(axis, shape.length, type));
}

/** Gradient of the largest or smallest value: to the entries equal to it, in equal shares. */
export function extremeGradient({ x, y, dy, axes, emit }: ReduceGradientParts): Tensor {
  const [one, zero] = [scalar(1, x.dtype), scalar(0, x.dtype)];
  const mask = emit("Where", [emit("Equal", [x, y]), one, zero]);
  const ties = emit("ReduceSum", [mask, ints(axes)], { keepdims: 1 });
  return emit("Mul", [mask, emit("Div", [dy, ties])]);
}

/** ArgMax, ArgMin: an index along one axis, which is an attribute. */
export function argOperator(type: string): Operator {
  return {
    type,
    infer: ([x], { axis = 0, keepdims = 1 }) => {
      if (x === undefined) throw shapeError(type, "needs an input", x);
      const reduced = axisOf(Number(axis), x.shape.length, type);
      return [{ dtype: "int64", shape: x.shape.flatMap((d, i) => (i !== reduced ? [d] : keepdims === 1 ? [1] : [])) }];
    },
  };
}
