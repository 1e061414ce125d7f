// The sum of updates by index: what undoes a Gather.
//
//   y[a, indices[n], b] = sum of updates[a, n, b]        updates: [A, N, B] -> [A, V, B], indices: [N] int64
//
// ScatterND with reduction "add" would be the obvious operator, but ONNX Runtime (1.30, CPU) runs it on several threads that
// race where indices repeat, and loses updates. ScatterElements is right, on one thread, 3 to 30 ns an element; a
// product with a one-hot matrix costs V multiplications an element, at a hundred a nanosecond, plus making the matrix. By
// measurement the product is faster up to about V = 2 B.

import { type Emit, type Tensor, constant, dataOf, ints, scalar } from "./tensor.js";

/** updates: `[A, N, B]` (A may be left out where it is 1), indices: `[N]` -> `[A, V, B]` (or `[V, B]`). */
export function scatterAdd(updates: Tensor, indices: Tensor, count: number, emit: Emit): Tensor {
  const positions = indices.dtype === "int64" ? indices : emit("Cast", [indices], { to: 7 });
  const lead = updates.shape.slice(0, -2).map(Number);
  const [length, width] = [Number(updates.shape.at(-2)), Number(updates.shape.at(-1))];
  if (count <= 2 * width) {
    // Only float32 one-hots: ONNX Runtime makes no float64 ones.
    const values = constant(dataOf("float32", [0, 1]));
    const selector = emit("OneHot", [positions, ints([count]), values], { axis: 0 });
    return emit("MatMul", [updates.dtype === "float64" ? emit("Cast", [selector], { to: 11 }) : selector, updates]);
  }
  const zeros = emit("Expand", [scalar(0, updates.dtype), ints([...lead, count, width])]);
  const column = emit("Reshape", [positions, ints([...lead.map(() => 1), length, 1])]);
  const places = emit("Expand", [column, ints([...lead, length, width])]);
  return emit("ScatterElements", [zeros, places, updates], { axis: lead.length, reduction: "add" });
}
