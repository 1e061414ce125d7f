// Broadcasting, as ONNX and NumPy do it: shapes are aligned at their last dimension, and 1 stretches.

import { type Emit, type Shape, type Tensor, ints, shapeError, size } from "./tensor.js";

/** The common shape of two tensors; throws SHAPE_MISMATCH where they do not fit. A name fits itself and 1 only. */
export function broadcastShape(where: string, a: Tensor, b: Tensor): Shape {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a.shape[i - rank + a.shape.length] ?? 1;
    const y = b.shape[i - rank + b.shape.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw shapeError(where, "shapes must broadcast", a, b);
    return x === 1 ? y : x;
  });
}

/** The way back: sums `gradient` over the dimensions along which a tensor of `shape` was stretched. */
export function sumTo(gradient: Tensor, shape: Shape, emit: Emit): Tensor {
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((dimension, i) => (i < lead || shape[i - lead] !== dimension ? [i] : []));
  if (axes.length === 0) return gradient;
  const keep = axes.every((axis) => axis >= lead);
  const summed = emit("ReduceSum", [gradient, ints(axes)], { keepdims: keep ? 1 : 0 });
  return keep || summed.shape.length === shape.length
    ? summed
    : emit("Reshape", [summed, ints(shape.map((d) => (typeof d === "number" ? d : size([d]))))]);
}
