// Linear algebra on samples, `[N, D]`: means, covariance, its Cholesky factor and eigenvalues. Float64 throughout;
// decompositions by ml-matrix.

import { CholeskyDecomposition, EigenvalueDecomposition, Matrix as Dense } from "ml-matrix";
import type { Matrix } from "./embeddings.js";

/** Mean of each column: `[D]`. */
export function columnMeans(sample: Matrix): Float64Array {
  const { data, rows, columns } = sample;
  const means = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) means[j]! += data[i * columns + j]!;
  }
  return means.map((sum) => sum / rows);
}

/** The sample less its column means, in float64: `[N, D]` row-major. */
export function centred(sample: Matrix, means: ArrayLike<number> = columnMeans(sample)): Float64Array {
  return Float64Array.from(sample.data, (value, i) => value - means[i % sample.columns]!);
}

/** Xᵀ X / divisor of the row-major `x` `[N, D]`, D rows of D numbers. */
export function gram(x: Float64Array, columns: number, divisor: number): Float64Array[] {
  const result = Array.from({ length: columns }, () => new Float64Array(columns));
  for (let start = 0; start < x.length; start += columns) {
    for (let i = 0; i < columns; i++) {
      const value = x[start + i]!;
      if (value === 0) continue;
      const target = result[i]!;
      for (let j = 0; j <= i; j++) target[j]! += value * x[start + j]!;
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) result[j]![i] = result[i]![j]! /= divisor;
  }
  return result;
}

/**
 * The lower-triangular L with L Lᵀ = `symmetric`, or undefined where that is not positive definite, or so nearly singular
 * that a pivot is lost in rounding.
 */
export function choleskyFactor(symmetric: readonly ArrayLike<number>[]): number[][] | undefined {
  const decomposition = new CholeskyDecomposition(dense(symmetric));
  if (!decomposition.isPositiveDefinite()) return undefined;
  const lower = decomposition.lowerTriangularMatrix.to2DArray();
  // A pivot squared is what is left of that variance once the columns before it are known.
  const lost = symmetric.some((values, i) => !(lower[i]![i]! ** 2 > 1e-12 * values[i]!));
  return lost ? undefined : lower;
}

/** The inverse of a lower-triangular matrix by forward substitution; itself lower-triangular. */
export function lowerInverse(lower: readonly (readonly number[])[]): number[][] {
  const size = lower.length;
  const inverse = lower.map(() => new Array<number>(size).fill(0));
  for (let column = 0; column < size; column++) {
    for (let i = column; i < size; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= lower[i]![k]! * inverse[k]![column]!;
      inverse[i]![column] = sum / lower[i]![i]!;
    }
  }
  return inverse;
}

/** Eigenvalues of a symmetric matrix, descending. */
export function symmetricEigenvalues(symmetric: readonly ArrayLike<number>[]): number[] {
  const { realEigenvalues } = new EigenvalueDecomposition(dense(symmetric), { assumeSymmetric: true });
  return realEigenvalues.sort((a, b) => b - a);
}

function dense(rows: readonly ArrayLike<number>[]): Dense {
  return new Dense(rows.map((values) => Array.from(values)));
}
