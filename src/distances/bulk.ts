// Distances between many rows at once: loops in float64 over rows prepared once (`Bulk` in distance.ts), stored in float32.
// A distance without a `bulk` part is measured pair by pair with `between`.
//
// Where the rows are float32, squares cannot overflow float64; only a distance above 3.4e38 becomes Infinity when stored.

import { type Matrix, row } from "../core/embeddings.js";
import { DimensionError } from "../core/errors.js";
import type { Distance, Kernel } from "./distance.js";
import { oneToMany, oneToOne } from "./kernels.js";

/** Rows ready to be compared: a kernel and what it reads, or the rows themselves and a plain distance. */
export interface Prepared {
  readonly rows: number;
  readonly width: number;
  /** The rows end to end, as they were given where the kernel reads them so; else prepared. */
  readonly source: Float32Array | Float64Array;
  /** The same in float64. */
  readonly data: Float64Array;
  readonly kernel: Kernel | undefined;
  readonly finish: ((value: number) => number) | undefined;
  /** The original rows, for a distance without kernel. */
  readonly views: readonly Float32Array[];
}

/** Writes the distances of rows `[start, end)` of x to all rows of y to `out`, `[end - start, M]`. */
export type MeasureRows = (start: number, end: number, out: Float32Array) => Promise<void>;

/** The work done once a row. Keep the result where the same rows are compared again and again. */
export function prepare(distance: Distance, x: Matrix): Prepared {
  const { bulk } = distance;
  const views = bulk === undefined ? Array.from({ length: x.rows }, (_, i) => row(x, i)) : [];
  const source = bulk === undefined ? new Float64Array(0) : (bulk.prepare?.(x) ?? x.data);
  const width = x.rows === 0 || bulk === undefined ? x.columns : source.length / x.rows;
  let data: Float64Array | undefined;
  return {
    ...{ rows: x.rows, width, kernel: bulk?.kernel, finish: bulk?.finish, views, source },
    get data() {
      return (data ??= source instanceof Float64Array ? source : new Float64Array(source));
    },
  };
}

/** Distances of the row pairs (a[i], b[i]) of one matrix: `[P]` in float32. */
export function pairDistances(distance: Distance, x: Matrix, a: ArrayLike<number>, b: ArrayLike<number>): Float32Array {
  const { data, width, kernel, finish, views } = prepare(distance, x);
  const result = new Float32Array(a.length);
  if (kernel === undefined) {
    for (let i = 0; i < a.length; i++) result[i] = distance.between(views[a[i]!]!, views[b[i]!]!);
    return result;
  }
  for (let i = 0; i < a.length; i++) result[i] = oneToOne(kernel, data, a[i]! * width, data, b[i]! * width, width);
  if (finish !== undefined) apply(finish, result);
  return result;
}

/**
 * Distances of rows `[start, end)` of x to all rows of y, written to `out` (`[end - start, y.rows]`, row-major).
 */
export function blockDistances(
  distance: Distance,
  x: Prepared,
  start: number,
  end: number,
  y: Prepared,
  out: Float32Array,
): void {
  if (x.width !== y.width) throw new DimensionError(x.width, y.width);
  const { kernel, finish } = x;
  if (kernel === undefined) {
    let next = 0;
    for (let i = start; i < end; i++) {
      for (let j = 0; j < y.rows; j++) out[next++] = distance.between(x.views[i]!, y.views[j]!);
    }
    return;
  }
  // y in blocks that stay in the cache while all rows of x pass over them.
  const step = Math.max(4, Math.floor(32768 / Math.max(1, y.width)) & ~3);
  for (let from = 0; from < y.rows; from += step) {
    const to = Math.min(y.rows, from + step);
    for (let i = start; i < end; i++)
      oneToMany(kernel, x.data, i * y.width, y.data, from, to, y.width, out, (i - start) * y.rows);
  }
  if (finish !== undefined) apply(finish, out.subarray(0, (end - start) * y.rows));
}

function apply(finish: (value: number) => number, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = finish(values[i]!);
}
