// Mahalanobis distance: the Euclidean distance once the data's own spread is taken out, so that a step along a direction in
// which everything varies counts for less than one along a direction in which nothing does.
//
//   d(a, b) = √ (a - b)ᵀ Σ⁻¹ (a - b) = |W (a - b)|        with WᵀW = Σ⁻¹, W the whitening
//
// Mahalanobis 1936. `fitMahalanobis` (covariance.ts) learns W from a sample.

import type { Matrix } from "../core/embeddings.js";
import { DimensionError, KindredError, check } from "../core/errors.js";
import { type Tensor, constant, dataOf } from "../graph/tensor.js";
import { fusedMatmul } from "../graph/ops/fused-matmul.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";
import { euclidean, euclideanDistance } from "./euclidean.js";

/** W, row by row: R rows of D numbers (R = D unless directions were left out). What `fitMahalanobis` returns has one. */
export interface Whitening {
  readonly whitening: readonly Vector[];
}

/**
 * |W (a - b)|, or √ (a - b)ᵀ Σ⁻¹ (a - b) where rows of Σ⁻¹ are given. NaN and infinities as in the Euclidean distance, except
 * that an infinity on one side may meet a zero of the matrix and give NaN.
 *
 * @param metric - a whitening, or the inverse covariance as D rows of D numbers (symmetric, positive semi-definite)
 * @throws INVALID_INPUT where the inverse covariance gives a negative square: it is not positive semi-definite
 */
export function mahalanobisDistance(a: Vector, b: Vector, metric: Whitening | readonly Vector[]): number {
  checkWidths(a, b);
  const difference = Float64Array.from(a, (value, i) => value - b[i]!);
  if ("whitening" in metric) {
    const whitened = transform(metric.whitening, difference);
    return euclideanDistance(whitened, new Float64Array(whitened.length));
  }
  return Math.sqrt(quadraticForm(metric, difference));
}

/** The Mahalanobis distance under a learned whitening, as an option of losses, miners, evaluation and galleries. */
export function mahalanobis({ whitening }: Whitening): Distance {
  checkWhitening(whitening);
  const plain = euclidean();
  const apply = (x: Tensor): Tensor => {
    const weights = dataOf(
      x.dtype,
      whitening.flatMap((values) => Array.from(values)),
    );
    return fusedMatmul(x, constant(weights, [whitening.length, whitening[0].length], x.dtype), { transB: true });
  };
  return {
    name: "mahalanobis",
    options: { whitening: whitening.map((values) => Array.from(values)) },
    between: (a, b) => mahalanobisDistance(a, b, { whitening }),
    rows: (a, b) => plain.rows(apply(a), apply(b)),
    pairs: (a, b) => plain.pairs(apply(a), apply(b)),
    bulk: { prepare: (x) => whiten(whitening, x), kernel: "euclidean" },
  };
}

/** W applied to every row: `[N, D]` -> `[N, R]` in float64. */
function whiten(whitening: readonly Vector[], { data, rows, columns }: Matrix): Float64Array {
  const width = whitening.length;
  const weights = new Float64Array(width * columns);
  whitening.forEach((values, r) => {
    if (values.length !== columns) throw new DimensionError(columns, values.length, "mahalanobis: ");
    weights.set(values, r * columns);
  });
  const result = new Float64Array(rows * width);
  let r = 0;
  for (; r + 4 <= width; r += 4) {
    whitenByFour(weights.subarray(r * columns, (r + 4) * columns), data, rows, columns, result.subarray(r), width);
  }
  for (; r < width; r++) {
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += weights[r * columns + k]! * data[i * columns + k]!;
      result[i * width + r] = sum;
    }
  }
  return result;
}

/** Four rows of W on every row: four sums that the processor interleaves. Results are `stride` apart. */
function whitenByFour(
  weights: Float64Array,
  data: Float32Array,
  rows: number,
  columns: number,
  result: Float64Array,
  stride: number,
): void {
  // What fitMahalanobis learns is triangular: half of it is zeros at the end of a row.
  let used = columns;
  const isZero = (k: number): boolean => [0, 1, 2, 3].every((r) => weights[r * columns + k] === 0);
  while (used > 0 && isZero(used - 1)) used--;
  const [second, third, fourth] = [columns, 2 * columns, 3 * columns];
  for (let i = 0, to = 0; i < rows; i++, to += stride) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0, at = i * columns; k < used; k++, at++) {
      const value = data[at]!;
      s0 += weights[k]! * value;
      s1 += weights[second + k]! * value;
      s2 += weights[third + k]! * value;
      s3 += weights[fourth + k]! * value;
    }
    result[to] = s0;
    result[to + 1] = s1;
    result[to + 2] = s2;
    result[to + 3] = s3;
  }
}

/** W v. */
function transform(whitening: readonly Vector[], vector: Vector): Float64Array {
  return Float64Array.from(whitening, (values) => {
    if (values.length !== vector.length) throw new DimensionError(vector.length, values.length, "mahalanobis: ");
    let sum = 0;
    for (let k = 0; k < values.length; k++) sum += values[k]! * vector[k]!;
    return sum;
  });
}

function quadraticForm(inverse: readonly Vector[], vector: Float64Array): number {
  if (inverse.length !== vector.length) throw new DimensionError(vector.length, inverse.length, "mahalanobis: ");
  let sum = 0;
  let magnitude = 0;
  transform(inverse, vector).forEach((value, i) => {
    sum += vector[i]! * value;
    magnitude += Math.abs(vector[i]! * value);
  });
  if (sum >= 0 || Number.isNaN(sum)) return sum;
  if (sum > -1e-9 * magnitude) return 0;
  throw new KindredError(
    "INVALID_INPUT",
    `mahalanobis: the inverse covariance must be positive semi-definite, got a square of ${sum}`,
  );
}

function checkWhitening(whitening: readonly Vector[] | undefined): asserts whitening is readonly [Vector, ...Vector[]] {
  const where = "mahalanobis: whitening must be rows of equal width holding finite numbers";
  const first = whitening?.[0];
  check(first !== undefined, "INVALID_OPTION", `${where}, got none; learn one with fitMahalanobis`);
  whitening?.forEach((values, i) => {
    check(values.length === first.length, "INVALID_OPTION", () => {
      return `${where}; row ${i} has ${values.length} and row 0 ${first.length}`;
    });
    const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
    check(bad < 0, "INVALID_OPTION", () => `${where}; row ${i} holds ${values[bad]}`);
  });
}
