// Learns a Mahalanobis distance from a sample: its covariance, shrunk towards a multiple of the identity, and the whitening
// of that.
//
//   Σ* = (1 - s) Σ + s μ I,   μ = trace(Σ) / D,   W = L⁻¹ with L Lᵀ = Σ* (Cholesky)
//
// The plain covariance of few rows in many dimensions is nearly singular, and its inverse magnifies exactly the directions
// about which the sample says nothing. Shrinkage mends that. s: Ledoit, Wolf 2004, "A well-conditioned estimator for
// large-dimensional covariance matrices"; or the oracle approximating shrinkage of Chen, Wiesel, Eldar, Hero 2010, in the
// form scikit-learn gives them (its OAS leaves out the 2/D terms of the paper's equation 23). Shrunk estimates divide by N,
// the plain one by N - 1.

import { checkFinite, selectRows } from "../core/matrix.js";
import { centred, choleskyFactor, columnMeans, gram, lowerInverse } from "../core/linear-algebra.js";
import type { Matrix } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import type { Whitening } from "./mahalanobis.js";

export interface MahalanobisFitOptions {
  /**
   * How far the covariance is drawn towards a multiple of the identity: 0 to 1, or estimated from the sample. "diagonal": not at
   * all, but only the variances are taken, so that dimensions come to one scale and what goes together still counts twice.
   *
   * @defaultValue "ledoit-wolf"
   */
  readonly shrinkage?: "none" | "ledoit-wolf" | "oas" | "diagonal" | number;
  /**
   * The class of each row: the covariance is then that within the classes, about their means, so that directions in which
   * classes differ keep their weight. Length N. @defaultValue none: the covariance of all rows
   */
  readonly labels?: ArrayLike<number>;
}

export interface MahalanobisFit extends Whitening {
  /** Lower-triangular, D rows of D. */
  readonly whitening: readonly (readonly number[])[];
  /** Mean of the sample: `[D]`. */
  readonly mean: readonly number[];
  /** The (shrunk) covariance: D rows of D. */
  readonly covariance: readonly (readonly number[])[];
  /** The share of the identity, 0..1. */
  readonly shrinkage: number;
}

/**
 * Covariance and whitening of `sample`, `[N, D]`. Time grows with N D² + D³.
 *
 * @throws DATA_TOO_FEW for fewer than two rows, or where the covariance is singular (too few rows, or a dimension
 *   that never varies) and no shrinkage mends it
 */
export function fitMahalanobis(
  sample: Matrix,
  { shrinkage = "ledoit-wolf", labels }: MahalanobisFitOptions = {},
): MahalanobisFit {
  const { rows, columns } = sample;
  check(
    rows >= 2 && columns >= 1,
    "DATA_TOO_FEW",
    `fitMahalanobis: needs at least 2 rows of numbers, got [${rows}, ${columns}]`,
  );
  checkFinite(sample, "fitMahalanobis");
  const mean = columnMeans(sample);
  const x = labels === undefined ? centred(sample, mean) : centredOnClasses(sample, labels);
  const estimated = shrinkage !== "none" && shrinkage !== "diagonal";
  const covariance = gram(x, columns, estimated ? rows : rows - 1);
  const share = shareOf(shrinkage, x, covariance, rows);
  const shrunk = shrink(covariance, share, shrinkage === "diagonal");
  const lower = choleskyFactor(shrunk);
  if (lower === undefined) {
    const advice = share === 0 ? 'use shrinkage "ledoit-wolf" or more rows' : "the rows hardly vary";
    throw new KindredError(
      "DATA_TOO_FEW",
      `fitMahalanobis: the covariance of ${rows} rows in ${columns} dimensions is singular; ${advice}`,
    );
  }
  return { whitening: lowerInverse(lower), mean: Array.from(mean), covariance: shrunk, shrinkage: share };
}

function shareOf(
  shrinkage: NonNullable<MahalanobisFitOptions["shrinkage"]>,
  x: Float64Array,
  covariance: Float64Array[],
  rows: number,
): number {
  if (shrinkage === "none" || shrinkage === "diagonal") return 0;
  if (shrinkage === "ledoit-wolf") return ledoitWolf(x, covariance, rows);
  if (shrinkage === "oas") return oracleApproximating(covariance, rows);
  check(typeof shrinkage === "number" && shrinkage >= 0 && shrinkage <= 1, "INVALID_OPTION", () => {
    return `fitMahalanobis: shrinkage must be "none", "ledoit-wolf", "oas", "diagonal" or 0 to 1, got ${JSON.stringify(shrinkage)}`;
  });
  return shrinkage;
}

/** Ledoit, Wolf 2004, lemma 3.2 to 3.5; `covariance` divides by N. */
function ledoitWolf(x: Float64Array, covariance: readonly Float64Array[], rows: number): number {
  const columns = covariance.length;
  const mu = trace(covariance) / columns;
  const squares = sumOfSquares(covariance);
  let fourth = 0;
  for (let start = 0; start < x.length; start += columns) {
    let norm = 0;
    for (let i = start; i < start + columns; i++) norm += x[i]! ** 2;
    fourth += norm * norm;
  }
  const delta = (squares - columns * mu * mu) / columns;
  const beta = Math.min((fourth / rows - squares) / (columns * rows), delta);
  return beta <= 0 ? 0 : beta / delta;
}

/** Chen et al. 2010, as scikit-learn's OAS; `covariance` divides by N. */
function oracleApproximating(covariance: readonly Float64Array[], rows: number): number {
  const columns = covariance.length;
  const alpha = sumOfSquares(covariance) / (columns * columns);
  const muSquared = (trace(covariance) / columns) ** 2;
  const denominator = (rows + 1) * (alpha - muSquared / columns);
  return denominator <= 0 ? 1 : Math.min(1, (alpha + muSquared) / denominator);
}

function shrink(covariance: readonly Float64Array[], share: number, diagonal: boolean): number[][] {
  const mu = trace(covariance) / covariance.length;
  return covariance.map((values, i) =>
    Array.from(values, (value, j) => (diagonal && i !== j ? 0 : (1 - share) * value + (i === j ? share * mu : 0))),
  );
}

/** Each row less the mean of its class: `[N, D]`. */
function centredOnClasses(sample: Matrix, labels: ArrayLike<number>): Float64Array {
  const { rows, columns, data } = sample;
  check(labels.length === rows, "INVALID_INPUT", () => {
    return `fitMahalanobis: expected a label for each of ${rows} rows, got ${labels.length}`;
  });
  const members = new Map<number, number[]>();
  for (let i = 0; i < rows; i++) members.set(labels[i]!, [...(members.get(labels[i]!) ?? []), i]);
  const result = new Float64Array(rows * columns);
  for (const own of members.values()) {
    const mean = columnMeans(selectRows(sample, own));
    for (const i of own) {
      for (let k = 0; k < columns; k++) result[i * columns + k] = data[i * columns + k]! - mean[k]!;
    }
  }
  return result;
}

function trace(covariance: readonly Float64Array[]): number {
  return covariance.reduce((sum, values, i) => sum + values[i]!, 0);
}

function sumOfSquares(covariance: readonly Float64Array[]): number {
  return covariance.reduce((sum, values) => sum + values.reduce((part, value) => part + value * value, 0), 0);
}
