// Several methods' scores as one: each is brought to the scale of its own scores of normal rows that it had not seen, and the mean is
// taken. No anomaly has to be known for that.
//
//   z_m = (s_m - median_m) / (q90_m - median_m),   score = mean over m of z_m

import { quantile } from "../core/statistics.js";
import { type Tensor, mul, scalar, sub, sum } from "../graph/index.js";

export interface ScoreScale {
  readonly median: number;
  /** From the median to the 90 % quantile, > 0. */
  readonly spread: number;
}

/** The scale of a method's held-out normal scores. */
export function scoreScale(scores: Float32Array): ScoreScale {
  const sorted = scores.toSorted();
  const median = quantile(sorted, 0.5);
  const spread = quantile(sorted, 0.9) - median;
  // Where nearly all normal rows score alike, as copies of each other do, any positive unit will do.
  return { median, spread: spread > 1e-12 ? spread : Math.max(sorted.at(-1)! - median, 1e-6) };
}

/** One score alone stays as it is, in its own unit. scores: `["batch"]` each. */
export function combined(scores: readonly Tensor[], scales: readonly ScoreScale[]): Tensor {
  if (scores.length === 1) return scores[0]!;
  const parts = scores.map((score, i) => {
    const { median, spread } = scales[i]!;
    return mul(sub(score, scalar(median)), scalar(1 / spread));
  });
  return mul(sum(...parts), scalar(1 / parts.length));
}

/** The same of held-out scores, outside the graph. */
export function combinedScores(scores: readonly Float32Array[], scales: readonly ScoreScale[]): Float32Array {
  if (scores.length === 1) return Float32Array.from(scores[0]!);
  return scores[0]!.map((_, row) => {
    const parts = scores.map((values, i) => (values[row]! - scales[i]!.median) / scales[i]!.spread);
    return parts.reduce((total, part) => total + part, 0) / parts.length;
  });
}
