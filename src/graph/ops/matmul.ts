// Matrix product, batched over leading dimensions, which broadcast.   dA = dY . B^T,   dB = A^T . dY

import { broadcastShape, sumTo } from "../broadcast.js";
import { type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const matmulOperator: Operator = {
  type: "MatMul",
  infer: ([a, b]) => {
    if (a === undefined || b === undefined || a.shape.length < 2 || b.shape.length < 2) {
      throw shapeError("MatMul", "needs two tensors of at least two dimensions", a, b);
    }
    if (a.shape.at(-1) !== b.shape.at(-2)) throw shapeError("MatMul", "inner dimensions must agree", a, b);
    const batch = (x: Tensor): Tensor => ({ ...x, shape: x.shape.slice(0, -2) });
    return [
      { dtype: a.dtype, shape: [...broadcastShape("MatMul", batch(a), batch(b)), a.shape.at(-2)!, b.shape.at(-1)!] },
    ];
  },
  gradient: ({ inputs, upstream, needs, emit }) => {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const dy = upstream[0]!;
    return [
      needs[0] ? sumTo(emit("FusedMatMul", [dy, b], { transB: 1 }), a.shape, emit) : undefined,
      needs[1] ? sumTo(emit("FusedMatMul", [a, dy], { transA: 1 }), b.shape, emit) : undefined,
    ];
  },
};

/** a: `[..., N, K]`, b: `[..., K, M]` -> `[..., N, M]`. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply(matmulOperator, [a, b])[0];
}
