// Cases of the matrix products.

import { fusedMatmul, gemm, matmul } from "../../../src/graph/index.js";
import { type OperatorCase, on } from "../operator-check.js";

export const products: readonly OperatorCase[] = [
  on("FusedMatMul", (a, b) => fusedMatmul(a, b), [2, 3], [3, 4]),
  on("FusedMatMul", (a, b) => fusedMatmul(a, b, { transA: true, alpha: 0.5 }), [3, 2], [3, 4]),
  on("FusedMatMul", (a, b) => fusedMatmul(a, b, { transB: true }), [2, 2, 3], [4, 3]),
  on("FusedMatMul", (a, b) => fusedMatmul(a, b, { transA: true, transB: true }), [2, 3, 2], [2, 4, 3]),
  on("Gemm", (a, b) => gemm(a, b), [2, 3], [3, 4]),
  on("Gemm", (a, b, c) => gemm(a, b, c, { transA: true, alpha: 0.5, beta: 2 }), [3, 2], [3, 4], [4]),
  on("Gemm", (a, b, c) => gemm(a, b, c, { transB: true }), [2, 3], [4, 3], [2, 1]),
  on("Gemm", (a, b, c) => gemm(a, b, c, { transA: true, transB: true, alpha: 2 }), [3, 2], [4, 3], []),
  on("MatMul", matmul, [2, 3], [3, 4]),
  on("MatMul", matmul, [2, 2, 3], [3, 1]),
  on("MatMul", matmul, [2, 1, 1, 3], [2, 3, 2]),
];
