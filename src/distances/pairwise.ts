// All distances between two sets of rows, as a matrix.

import type { Matrix } from "../core/embeddings.js";
import { DimensionError } from "../core/errors.js";
import { blockDistances, prepare } from "./bulk.js";
import type { Distance } from "./distance.js";

/**
 * Distance of each row of `x` to each row of `y`: `[N, D]`, `[M, D]` -> `[N, M]`. Sums in float64, stores in float32. Memory:
 * 4 N M bytes for the result and 8 (N + M) D while it works; for more rows than that allows, go block by block.
 *
 * @throws DimensionError where the widths differ
 */
export function pairwise(distance: Distance, x: Matrix, y: Matrix = x): Matrix {
  if (x.columns !== y.columns) throw new DimensionError(x.columns, y.columns);
  const data = new Float32Array(x.rows * y.rows);
  const left = prepare(distance, x);
  blockDistances(distance, left, 0, x.rows, x === y ? left : prepare(distance, y), data);
  return { data, rows: x.rows, columns: y.rows };
}
