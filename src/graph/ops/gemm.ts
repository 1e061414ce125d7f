// y = alpha op(A) . op(B) + beta C        op: transpose where transA / transB is 1; C broadcasts

import { broadcastShape, sumTo } from "../broadcast.js";
import {
  type Attributes,
  type Dimension,
  type Operator,
  type Tensor,
  apply,
  scalar,
  shapeError,
  show,
} from "../tensor.js";

export const gemmOperator: Operator = {
  type: "Gemm",
  floats: ["alpha", "beta"],
  infer: ([a, b, c], attributes) => {
    if (a?.shape.length !== 2 || b?.shape.length !== 2) throw shapeError("Gemm", "needs two matrices", a, b);
    const [n, k] = matrixShape(a, attributes["transA"]);
    const [k2, m] = matrixShape(b, attributes["transB"]);
    if (k !== k2) throw shapeError(`Gemm ${JSON.stringify(attributes)}`, "inner dimensions must agree", a, b);
    const result = { ...a, shape: [n, m] };
    if (c !== undefined && show(broadcastShape("Gemm", result, c)) !== show(result.shape)) {
      throw shapeError("Gemm", "C must broadcast to the product", result, c);
    }
    return [{ dtype: a.dtype, shape: result.shape }];
  },
  gradient: ({ inputs, upstream, attributes, needs, emit }) => {
    const [a, b, c] = [inputs[0]!, inputs[1]!, inputs[2]];
    const dy = upstream[0]!;
    const { transA = 0, transB = 0, alpha = 1, beta = 1 } = attributes;
    const product = (x: Tensor, transX: boolean, y: Tensor, transY: boolean): Tensor =>
      emit("Gemm", [x, y], { transA: transX ? 1 : 0, transB: transY ? 1 : 0, alpha });
    const byC = (): Tensor =>
      sumTo(beta === 1 ? dy : emit("Mul", [dy, scalar(Number(beta), dy.dtype)]), c!.shape, emit);
    return [
      needs[0] ? (transA ? product(b, !!transB, dy, true) : product(dy, false, b, !transB)) : undefined,
      needs[1] ? (transB ? product(dy, true, a, !!transA) : product(a, !transA, dy, false)) : undefined,
      needs[2] ? byC() : undefined,
    ];
  },
};

function matrixShape({ shape: [rows, columns] }: Tensor, transposed: unknown): readonly [Dimension, Dimension] {
  return transposed ? [columns!, rows!] : [rows!, columns!];
}

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Factor of the product. @defaultValue 1 */
  readonly alpha?: number;
  /** Factor of C. @defaultValue 1 */
  readonly beta?: number;
}

/** a: `[N, K]`, b: `[K, M]` (before transposing), c: broadcasts to `[N, M]` -> `[N, M]`. */
export function gemm(
  a: Tensor,
  b: Tensor,
  c?: Tensor,
  { transA = false, transB = false, alpha = 1, beta = 1 }: GemmOptions = {},
): Tensor {
  const attributes: Attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0, alpha, beta };
  return apply(gemmOperator, c === undefined ? [a, b] : [a, b, c], attributes)[0];
}
