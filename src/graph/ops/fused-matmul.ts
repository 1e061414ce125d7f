// Matrix product of possibly transposed matrices, times alpha: ONNX Runtime's own operator, free of copies.
//
//   Y = alpha * op(A) . op(B)        op: transpose of the last two dimensions where transA / transB is 1

import { broadcastShape, sumTo } from "../broadcast.js";
import { type Attributes, type Operator, type Tensor, apply, shapeError } from "../tensor.js";

export const fusedMatmulOperator: Operator = {
  type: "FusedMatMul",
  domain: "com.microsoft",
  floats: ["alpha"],
  infer: ([a, b], attributes) => {
    if (a === undefined || b === undefined || a.shape.length < 2 || b.shape.length < 2) {
      throw shapeError("FusedMatMul", "needs two tensors of at least two dimensions", a, b);
    }
    const [n, k] = matrixShape(a, attributes["transA"]);
    const [k2, m] = matrixShape(b, attributes["transB"]);
    if (k !== k2) throw shapeError(`FusedMatMul ${JSON.stringify(attributes)}`, "inner dimensions must agree", a, b);
    const batch = (x: Tensor): Tensor => ({ ...x, shape: x.shape.slice(0, -2) });
    return [{ dtype: a.dtype, shape: [...broadcastShape("FusedMatMul", batch(a), batch(b)), n, m] }];
  },
  gradient: ({ inputs, upstream, attributes, needs, emit }) => {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const dy = upstream[0]!;
    const { transA = 0, transB = 0, alpha = 1 } = attributes;
    const product = (x: Tensor, transX: unknown, y: Tensor, transY: unknown): Tensor =>
      emit("FusedMatMul", [x, y], { transA: transX ? 1 : 0, transB: transY ? 1 : 0, alpha });
    return [
      needs[0] ? sumTo(transA ? product(b, transB, dy, 1) : product(dy, 0, b, !transB), a.shape, emit) : undefined,
      needs[1] ? sumTo(transB ? product(dy, 1, a, transA) : product(a, !transA, dy, 0), b.shape, emit) : undefined,
    ];
  },
};

function matrixShape(x: Tensor, transposed: unknown): readonly [number | string, number | string] {
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
  return transposed ? [columns, rows] : [rows, columns];
}

export interface FusedMatmulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** @defaultValue 1 */
  readonly alpha?: number;
}

export function fusedMatmul(
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false, alpha = 1 }: FusedMatmulOptions = {},
): Tensor {
  const attributes: Attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0, alpha };
  return apply(fusedMatmulOperator, [a, b], attributes)[0];
}
