// What a distance is: one object that measures two vectors, and does the same to graph tensors, row by row and all pairs.
// Smaller is always nearer.

import type { Tensor } from "../graph/tensor.js";

/** Anything indexable: a plain array or any typed array of numbers. */
export type Vector = ArrayLike<number>;

export interface Distance {
  /** As in options, config files and model metadata, e.g. "euclidean". */
  readonly name: string;
  /** What else is needed to rebuild it from `name` (JSON-serialisable), e.g. a whitening matrix. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Distance of two vectors of one width. Throws DimensionError where the widths differ. */
  between(a: Vector, b: Vector): number;
  /** Row by row: a, b: `[P, D]` -> `[P]`. Differentiable everywhere, identical rows included. */
  rows(a: Tensor, b: Tensor): Tensor;
  /** All pairs: a: `[N, D]`, b: `[M, D]` -> `[N, M]`. Differentiable everywhere, identical rows included. */
  pairs(a: Tensor, b: Tensor): Tensor;
}
