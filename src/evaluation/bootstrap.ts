// Confidence intervals of verification figures, by the bootstrap over what is independent.
//
// Pairs are not independent: those of one person share that person's pictures, so drawing pairs with replacement gives
// intervals far too narrow. What is drawn here are units, U of U with replacement, and a pair counts as often as its units
// were drawn: w(u) times inside one unit, w(u) w(v) times between two (the "pigeonhole" bootstrap: Owen 2007; for networks
// Snijders, Borgatti 1999; in biometrics the subsets bootstrap of Bolle, Ratha, Pankanti 2004). Which they are: units.ts.
//
// Percentile intervals. The pairs are sorted once; a resample is one pass over them. Where
// there are more than 65,536 distinct distances, neighbours are joined as if tied (an error below 1 in 65,536 of the pairs), so
// that 200 resamples of two million pairs take seconds.

import { ascendingOrder } from "../core/order.js";
import { random } from "../core/random.js";
import { quantile } from "../core/statistics.js";
import type { ScoredPairs } from "./pairs.js";
import { type Curve, areaUnder, pointAt } from "./roc.js";
import { type Unit, chooseUnits } from "./units.js";
import { accuracyOf, equalErrorRate, pointAtFar } from "./verification.js";

/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

export interface IntervalOptions {
  /** @defaultValue 200 */
  readonly resamples?: number;
  /** @defaultValue 0.95 */
  readonly confidence?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
  /** As in `verification`. @defaultValue [0.01, 0.001] */
  readonly fars?: readonly number[];
  /** As in `verification`. */
  readonly threshold?: number;
}

export interface Intervals {
  readonly auc: Interval;
  readonly eer: Interval;
  readonly tarAtFar: Readonly<Record<string, Interval>>;
  readonly accuracyAtThreshold?: Interval;
  readonly confidence: number;
  readonly resamples: number;
  /** What was drawn, and how many of them there are. */
  readonly over: Unit;
  readonly units: number;
}

const MOST_POINTS = 65_536;

/**
 * Intervals of the figures that `verification` gives for the same pairs.
 *
 * @param labels - class of each item, where known
 * @returns undefined where most resamples have no same or no different pair left (all same pairs in one unit)
 */
export function bootstrapIntervals(
  pairs: ScoredPairs,
  labels: Int32Array | undefined,
  { resamples = 200, confidence = 0.95, seed = 0, fars = [0.01, 0.001], threshold }: IntervalOptions = {},
): Intervals | undefined {
  const { over, unitOf, units } = chooseUnits(pairs, labels);
  const resample = resampler(pairs, unitOf, units);
  const generator = random(seed, "bootstrap");
  const curves = {
    auc: [] as number[],
    eer: [] as number[],
    accuracy: [] as number[],
    tar: fars.map(() => [] as number[]),
  };
  const weights = new Float64Array(units + 1);
  for (let attempt = 0; attempt < 2 * resamples && curves.auc.length < resamples; attempt++) {
    weights.fill(0);
    for (let i = 0; i < units; i++) weights[generator.integer(units)]!++;
    const curve = resample(weights);
    if (curve.same === 0 || curve.different === 0) continue;
    curves.auc.push(areaUnder(curve));
    curves.eer.push(equalErrorRate(curve).eer);
    if (threshold !== undefined) curves.accuracy.push(accuracyOf(curve, pointAt(curve, threshold)));
    fars.forEach((far, i) => curves.tar[i]!.push(curve.sames[pointAtFar(curve, far)]! / curve.same));
  }
  if (curves.auc.length < resamples) return undefined;
  const interval = (values: number[]): Interval => {
    values.sort((a, b) => a - b);
    return [quantile(values, (1 - confidence) / 2), quantile(values, (1 + confidence) / 2)];
  };
  return {
    auc: interval(curves.auc),
    eer: interval(curves.eer),
    tarAtFar: Object.fromEntries(fars.map((far, i) => [String(far), interval(curves.tar[i]!)])),
    ...(threshold !== undefined && { accuracyAtThreshold: interval(curves.accuracy) }),
    confidence,
    resamples,
    over,
    units,
  };
}

/** A function from unit weights (one more at the end, which it sets to 1) to the curve of the weighted pairs. */
function resampler(
  { a, b, same, distances }: ScoredPairs,
  unitOf: Int32Array,
  units: number,
): (weights: Float64Array) => Curve {
  const order = ascendingOrder(distances);
  const count = order.length;
  const first = new Int32Array(count);
  const second = new Int32Array(count);
  const truth = new Uint8Array(count);
  const closes = new Uint8Array(count);
  const points: number[] = [-Infinity];
  const stride = Math.ceil(count / MOST_POINTS);
  let open = 0;
  order.forEach((pair, i) => {
    first[i] = unitOf[a[pair]!]!;
    const other = unitOf[b[pair]!]!;
    // A pair inside one unit counts w(u), not w(u)²: its second factor is the 1 at the end of the weights.
    second[i] = other === first[i] ? units : other;
    truth[i] = same[pair]!;
    open++;
    if (i + 1 < count && (open < stride || distances[order[i + 1]!] === distances[pair])) return;
    open = 0;
    closes[i] = 1;
    points.push(distances[pair]!);
  });
  const thresholds = Float64Array.from(points);
  const sames = new Float64Array(thresholds.length);
  const differents = new Float64Array(thresholds.length);
  return (weights) => {
    weights[units] = 1;
    let [near, far, k] = [0, 0, 1];
    for (let i = 0; i < count; i++) {
      const weight = weights[first[i]!]! * weights[second[i]!]!;
      if (truth[i] === 1) near += weight;
      else far += weight;
      if (closes[i] === 0) continue;
      sames[k] = near;
      differents[k++] = far;
    }
    return { thresholds, sames, differents, same: near, different: far };
  };
}
