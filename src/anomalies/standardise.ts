// Brings the columns of a table to one scale, robustly: a few wild values among the normal rows must not decide what a unit is.
//
//   z = (x - median) / s
//
// s is the standard deviation, for which a value farther from the median than the range of the middle 98 % counts as being that far: usual tails keep their weight, and a slip of the decimal point gets none. The interquartile range alone is 0 for columns that
// are mostly one value, and small for those with long tails; dividing by it lets one column drown all others. A column that never
// varies, or by no more than float32 rounds, keeps its unit. A missing value (NaN) counts as the median, neither normal nor unlike.
//
// With one scale in common, s is the root of the columns' mean square. That is for columns in one unit, such as an embedding's: there a
// column that hardly varies says little, and must not be made as loud as the others.

import type { Matrix } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { quantile, standardDeviation } from "../core/statistics.js";
import { type Tensor, clip, constant, isNaN, mul, sub, where } from "../graph/index.js";

export interface Standardisation {
  /** Median of each column: `[D]`. */
  readonly centre: Float32Array;
  /** What each column is divided by, > 0: `[D]`. */
  readonly scale: Float32Array;
}

/** A scale for each column, or one for all. */
export type Scaling = "columns" | "common";

export interface StandardisationOptions {
  /** @defaultValue "columns" */
  readonly scaling?: Scaling;
  /** Of the columns, for messages. */
  readonly names?: readonly string[] | undefined;
}

/** Learns from rows in which NaN stands for what is missing. Throws DATA_INVALID where a column has no value at all. */
export function fitStandardisation(
  { data, rows, columns }: Matrix,
  { scaling = "columns", names }: StandardisationOptions = {},
): Standardisation {
  const centre = new Float32Array(columns);
  const scale = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    const values = new Float32Array(rows);
    let count = 0;
    for (let i = 0; i < rows; i++) {
      const value = data[i * columns + column]!;
      if (!Number.isNaN(value)) values[count++] = value;
    }
    if (count === 0) {
      const name = names?.[column] ?? String(column);
      throw new KindredError("DATA_INVALID", `anomalies: column "${name}" has no value in any of ${rows} normal rows`);
    }
    const sorted = values.subarray(0, count).sort();
    centre[column] = quantile(sorted, 0.5);
    scale[column] = scaleOf(sorted);
  }
  if (scaling === "common") scale.fill(commonScale(scale));
  return { centre, scale: scale.map((value) => value || 1) };
}

/** The spread of a column, 0 where there is none. */
function scaleOf(sorted: Float32Array): number {
  const middle = quantile(sorted, 0.5);
  const reach = quantile(sorted, 0.99) - quantile(sorted, 0.01);
  // Where nearly all are one value, the few others are the only measure there is.
  const kept = reach > 0 ? sorted.map((value) => Math.min(middle + reach, Math.max(middle - reach, value))) : sorted;
  const rounding = 2 ** -20 * Math.max(Math.abs(sorted[0]!), Math.abs(sorted.at(-1)!));
  const spread = standardDeviation(kept);
  return spread > rounding ? spread : 0;
}

function commonScale(scale: Float32Array): number {
  const varying = scale.filter((value) => value > 0);
  return varying.length === 0 ? 1 : Math.sqrt(varying.reduce((sum, value) => sum + value * value, 0) / varying.length);
}

/** What lies farther out counts as lying there: its square is still a float32, so that no score is lost in an overflow. */
const farthest = 1e6;

/** The rows on the new scale; missing values become 0. */
export function standardised({ data, rows, columns }: Matrix, { centre, scale }: Standardisation): Matrix {
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const column = i % columns;
    const z = (data[i]! - centre[column]!) / scale[column]!;
    result[i] = Number.isNaN(z) ? 0 : Math.min(farthest, Math.max(-farthest, z));
  }
  return { data: result, rows, columns };
}

/** The same in the graph: `["batch", D]` -> the same shape. */
export function standardise(x: Tensor, { centre, scale }: Standardisation): Tensor {
  const median = constant(centre, [1, centre.length]);
  const known = where(isNaN(x), median, x);
  const factors = constant(
    scale.map((value) => 1 / value),
    [1, scale.length],
  );
  return clip(mul(sub(known, median), factors), -farthest, farthest);
}
