// Brings the columns of a table to one scale, robustly: a few wild values among the normal rows must not decide what a unit is.
//
//   z = (x - median) / s,   s = max(IQR / 1.349, standard deviation within the middle 98 %)
//
// 1.349 is the interquartile range of the standard normal distribution. The second term is for columns that are mostly one value: their
// IQR is 0 or nearly so, and dividing by it would let one column drown all others. A column that never varies keeps its unit. A missing
// value (NaN) counts as the median, which makes it neither normal nor unlike.

import type { Matrix } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { quantile, standardDeviation } from "../core/statistics.js";
import { type Tensor, constant, isNaN, mul, sub, where } from "../graph/index.js";

export interface Standardisation {
  /** Median of each column: `[D]`. */
  readonly centre: Float32Array;
  /** What each column is divided by, > 0: `[D]`. */
  readonly scale: Float32Array;
}

/** Learns from rows in which NaN stands for what is missing. Throws DATA_INVALID where a column has no value at all. */
export function fitStandardisation({ data, rows, columns }: Matrix, names?: readonly string[]): Standardisation {
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
  return { centre, scale };
}

function scaleOf(sorted: Float32Array): number {
  const iqr = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
  const trimmed = Math.floor(sorted.length / 100);
  const spread = standardDeviation(sorted.subarray(trimmed, sorted.length - trimmed));
  // Where all but a hundredth are one value, that hundredth is the only measure there is.
  const scale = Math.max(iqr, spread) || standardDeviation(sorted);
  return scale > 1e-30 ? scale : 1;
}

/** The rows on the new scale; missing values become 0. */
export function standardised({ data, rows, columns }: Matrix, { centre, scale }: Standardisation): Matrix {
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const column = i % columns;
    const value = data[i]!;
    result[i] = Number.isNaN(value) ? 0 : (value - centre[column]!) * (1 / scale[column]!);
  }
  return { data: result, rows, columns };
}

/** The same in the graph: `["batch", D]` -> the same shape. */
export function standardise(x: Tensor, { centre, scale }: Standardisation): Tensor {
  const median = constant(centre, [1, centre.length]);
  const known = where(isNaN(x), median, x);
  return mul(
    sub(known, median),
    constant(
      scale.map((value) => 1 / value),
      [1, scale.length],
    ),
  );
}
