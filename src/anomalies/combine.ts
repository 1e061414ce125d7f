// Several methods' scores as one: each is brought, on a logarithmic scale, to where its scores lie of normal rows that it had not seen,
// and the mean is taken. No anomaly has to be known for that.
//
//   z_m = (ln(s_m + e_m) - median_m) / (q90_m - median_m),   score = mean over m of z_m
//
// Median and 90 % quantile are those of ln(s + e); e is a thousandth of the scores' own 90 % quantile, so that 0 has a logarithm. Without
// the logarithm one method alone decides where its scores explode, as local outlier factors do beside copies of one row.

import { quantile } from "../core/statistics.js";
import { type Tensor, add, log, mul, scalar, sub, sum } from "../graph/index.js";

export interface ScoreScale {
  /** Added to a score, > 0. */
  readonly offset: number;
  /** Of the logarithms. */
  readonly median: number;
  /** From the median to the 90 % quantile, > 0. */
  readonly spread: number;
}

/** The scale of a method's held-out normal scores, all >= 0. */
export function scoreScale(scores: Float32Array): ScoreScale {
  const high = quantile(scores.toSorted(), 0.9);
  const offset = Math.max(1e-3 * high, 1e-6);
  const logarithms = scores.map((score) => Math.log(score + offset)).sort();
  const median = quantile(logarithms, 0.5);
  // Where normal rows score all but alike, as copies of each other do, any unit will do.
  return { offset, median, spread: Math.max(quantile(logarithms, 0.9) - median, 1e-3) };
}

/** One score alone stays as it is, in its own unit. scores: `["batch"]` each. */
export function combined(scores: readonly Tensor[], scales: readonly ScoreScale[]): Tensor {
  if (scores.length === 1) return scores[0]!;
  const parts = scores.map((score, i) => {
    const { offset, median, spread } = scales[i]!;
    return mul(sub(log(add(score, scalar(offset))), scalar(median)), scalar(1 / spread));
  });
  return mul(sum(...parts), scalar(1 / parts.length));
}

/** The same of held-out scores, outside the graph. */
export function combinedScores(scores: readonly Float32Array[], scales: readonly ScoreScale[]): Float32Array {
  if (scores.length === 1) return Float32Array.from(scores[0]!);
  return scores[0]!.map((_, row) => {
    const parts = scores.map((values, i) => {
      const { offset, median, spread } = scales[i]!;
      return (Math.log(values[row]! + offset) - median) / spread;
    });
    return parts.reduce((total, part) => total + part, 0) / parts.length;
  });
}
