// All distances between two sets of rows, fast, and in blocks where the whole matrix is more than memory holds.

import type { Matrix } from "../core/embeddings.js";
import { checkCount } from "../core/options.js";
import type { Distance } from "./distance.js";
import { measureRows, prepareSides } from "./measure.js";

export interface DistanceBlock {
  /** Distances of rows `[start, end)` of x. */
  readonly start: number;
  readonly end: number;
  /** `[end - start, M]`, row-major. Valid until the next block is asked for. */
  readonly data: Float32Array;
}

export interface DistanceBlocksOptions {
  /** Rows of x in a block; >= 1. @defaultValue as many as make 4 MB */
  readonly rows?: number;
}

/** Numbers in a block. */
const BLOCK = 1 << 20;

/**
 * Distances of each row of `x`, `[N, D]`, to each row of `y`, `[M, D]`, a block of rows at a time. Memory: a block, and
 * 16 bytes for each number of x and y.
 *
 * @throws DimensionError where the widths differ; INVALID_INPUT, naming the row, where a number is not finite
 */
export async function* distanceBlocks(
  distance: Distance,
  x: Matrix,
  y: Matrix = x,
  { rows = Math.max(1, Math.floor(BLOCK / Math.max(1, y.rows))) }: DistanceBlocksOptions = {},
): AsyncGenerator<DistanceBlock> {
  checkCount("distanceBlocks", "rows", rows);
  const [left, right] = prepareSides("distanceBlocks", distance, x, y);
  const measure = await measureRows(distance, left, right);
  const buffer = new Float32Array(Math.min(rows, x.rows) * y.rows);
  for (let start = 0; start < x.rows; start += rows) {
    const end = Math.min(x.rows, start + rows);
    const data = buffer.subarray(0, (end - start) * y.rows);
    await measure(start, end, data);
    yield { start, end, data };
  }
}

/**
 * Distance of each row of `x` to each row of `y`: `[N, D]`, `[M, D]` -> `[N, M]`, as `pairwise` gives them, many times as fast:
 * within 1e-5 of the exact distance, identical rows at exactly 0 (cosine: about 1e-7). Memory: 4 N M bytes for the result, and
 * 16 for each number of x and y.
 *
 * @throws DimensionError where the widths differ; INVALID_INPUT, naming the row, where a number is not finite
 */
export async function pairwiseDistances(distance: Distance, x: Matrix, y: Matrix = x): Promise<Matrix> {
  const [left, right] = prepareSides("pairwiseDistances", distance, x, y);
  const measure = await measureRows(distance, left, right);
  const data = new Float32Array(x.rows * y.rows);
  const block = Math.max(1, Math.floor(BLOCK / Math.max(1, y.rows)));
  for (let start = 0; start < x.rows; start += block) {
    const end = Math.min(x.rows, start + block);
    await measure(start, end, data.subarray(start * y.rows, end * y.rows));
  }
  return { data, rows: x.rows, columns: y.rows };
}
