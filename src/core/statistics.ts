// Plain statistics on arrays of numbers: moments, quantiles, correlation, and the interval of a proportion.

import { check } from "./errors.js";

type Numbers = ArrayLike<number>;

/** Arithmetic mean; NaN of nothing. */
export function mean(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Standard deviation, dividing by n (the population's); NaN of nothing. Two passes, so that a large mean costs no digits. */
export function standardDeviation(values: Numbers): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Least and greatest; `[Infinity, -Infinity]` of nothing. `Math.max(...values)` runs out of stack above 100,000 values. */
export function extent(values: Numbers): readonly [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** The `p`-quantile (0..1) of ascending `sorted`, linear between neighbours (R's type 7, NumPy's default). */
export function quantile(sorted: Numbers, p: number): number {
  check(sorted.length > 0, "INVALID_INPUT", "quantile: expected at least one value, got none");
  const position = p * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/**
 * Wilson's interval of a proportion (Wilson 1927): stays within [0, 1] and is honest at 0 of n and n of n.
 * `successes` may be fractional (shared credit of ties). `z` defaults to 95 %.
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959963984540054): [number, number] {
  check(trials > 0 && successes >= 0 && successes <= trials, "INVALID_INPUT", () => {
    return `wilsonInterval: expected 0 <= successes <= trials and trials > 0, got ${successes} of ${trials}`;
  });
  const p = successes / trials;
  const centre = p + (z * z) / (2 * trials);
  const half = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  // Exact at the ends, where rounding would leave 1e-17 of a miss.
  return [p === 0 ? 0 : (centre - half) / scale, p === 1 ? 1 : (centre + half) / scale];
}

/** Pearson's correlation, -1..1; NaN where one side does not vary. */
export function pearson(x: Numbers, y: Numbers): number {
  check(
    x.length === y.length,
    "INVALID_INPUT",
    () => `pearson: expected equal lengths, got ${x.length} and ${y.length}`,
  );
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx) / Math.sqrt(yy);
}

/** Spearman's rank correlation, -1..1: Pearson's on the ranks, ties at their mean rank. */
export function spearman(x: Numbers, y: Numbers): number {
  return pearson(ranks(x), ranks(y));
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: Numbers): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/**
 * The standard normal deviate that a share `p` of the distribution lies below (the inverse of its cumulative function): the axes
 * of a DET curve. -Infinity at 0, Infinity at 1. Acklam's rational approximation, relative error below 1.2e-9.
 */
export function probit(p: number): number {
  check(p >= 0 && p <= 1, "INVALID_INPUT", () => `probit: expected a share within 0..1, got ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.5) return -probit(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailAbove, q) / (polynomial(tailBelow, q) * q + 1);
  }
  const q = p - 0.5;
  return (polynomial(middleAbove, q * q) * q) / (polynomial(middleBelow, q * q) * q * q + 1);
}

const middleAbove = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const middleBelow = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const tailAbove = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBelow = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

/** Coefficients of falling powers, by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
