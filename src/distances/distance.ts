// What a distance is: one object that measures two vectors, and does the same to graph tensors, row by row and all pairs.
// Smaller is always nearer.

import type { Matrix } from "../core/embeddings.js";
import { DimensionError } from "../core/errors.js";
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
  /** How to measure many rows at once (bulk.ts). Without it, `between` is called for each pair. */
  readonly bulk?: Bulk;
}

/** A distance taken apart for speed: some work once a row, then a plain loop for each pair of rows. */
export interface Bulk {
  /** x: `[N, D]` -> what the kernel compares, `[N, D']` in float64. Absent: the rows themselves. */
  prepare?(x: Matrix): Float64Array;
  readonly kernel: Kernel;
  /** What becomes of the kernel's result; must not fall where that rises. Absent: nothing. */
  finish?(value: number): number;
}

/** What is done to two prepared rows. "one-minus-dot" is cut off at 0. */
export type Kernel = "euclidean" | "squared-euclidean" | "manhattan" | "one-minus-dot";

/** Throws DimensionError where two vectors differ in width. */
export function checkWidths(a: Vector, b: Vector): void {
  if (a.length !== b.length) throw new DimensionError(a.length, b.length);
}
