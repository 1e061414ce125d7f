// Differences between graph tensors, number by number: what distances are made of that are no matrix product. All pairs are
// written out, `[N, M, D]`: memory grows with N M D, 8 MB for 128 x 128 embeddings of width 128 in float32.

import type { Tensor } from "../graph/tensor.js";
import { reshape } from "../graph/ops/reshape.js";
import { checkPairs, checkRows } from "./graph-shapes.js";

/** What a distance does with two tensors that broadcast against each other; it sums over the last axis, number `axis`. */
export type Compare = (a: Tensor, b: Tensor, axis: number) => Tensor;

/** Row by row: `[P, D]`, `[P, D]` -> `[P]`. */
export function comparedRows(a: Tensor, b: Tensor, compare: Compare): Tensor {
  checkRows(a, b);
  return compare(a, b, 1);
}

/** All pairs: `[N, D]`, `[M, D]` -> `[N, M]`. */
export function comparedPairs(a: Tensor, b: Tensor, compare: Compare): Tensor {
  checkPairs(a, b);
  const width = Number(a.shape[1]);
  return compare(reshape(a, [-1, 1, width]), reshape(b, [1, -1, width]), 2);
}
