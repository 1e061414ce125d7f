// Rows less their own mean, in plain numbers and in the graph. A row that varies only by rounding comes out as zeros: it is
// constant, and what rounding left must not pass for a shape.

import type { Matrix } from "../core/embeddings.js";
import { row } from "../core/embeddings.js";
import { type Tensor, scalar } from "../graph/tensor.js";
import { abs } from "../graph/ops/abs.js";
import { lessOrEqual } from "../graph/ops/less-or-equal.js";
import { mul } from "../graph/ops/mul.js";
import { reduceMax } from "../graph/ops/reduce-max.js";
import { reduceMean } from "../graph/ops/reduce-mean.js";
import { sub } from "../graph/ops/sub.js";
import { where } from "../graph/ops/where.js";
import type { Vector } from "./distance.js";

/** Deviations up to this share of the largest number are rounding: of float64 and of float32. */
const ROUNDING = { float64: 1e-14, float32: 5e-7 } as const;

/** `vector` less its mean, in float64; zeros where it is constant. */
export function centredRow(vector: Vector): Float64Array {
  const { length } = vector;
  let [mean, largest, deviation] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    mean += vector[i]! / length;
    largest = Math.max(largest, Math.abs(vector[i]!));
  }
  const result = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    result[i] = vector[i]! - mean;
    deviation = Math.max(deviation, Math.abs(result[i]!));
  }
  return isRounding(deviation, largest) ? result.fill(0) : result;
}

/** Whether a vector's greatest deviation from its mean is the rounding of its largest number. A NaN is none. */
export function isRounding(deviation: number, largest: number): boolean {
  return deviation <= ROUNDING.float64 * largest;
}

/** Every row less its mean: `[N, D]` in float64. */
export function centredRows(x: Matrix): Float64Array {
  const result = new Float64Array(x.rows * x.columns);
  for (let i = 0; i < x.rows; i++) result.set(centredRow(row(x, i)), i * x.columns);
  return result;
}

/** Every row less its mean, in the graph: `[N, D]` -> `[N, D]`; zeros with gradient 0 where the row is constant. */
export function centredGraphRows(x: Tensor): Tensor {
  const centred = sub(x, reduceMean(x, [1], true));
  const share = scalar(x.dtype === "float64" ? ROUNDING.float64 : ROUNDING.float32, x.dtype);
  const constant = lessOrEqual(reduceMax(abs(centred), [1], true), mul(share, reduceMax(abs(x), [1], true)));
  return where(constant, scalar(0, x.dtype), centred);
}
