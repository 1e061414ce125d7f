// Confidence intervals of verification figures, by the bootstrap over what is independent.
//
// Pairs are not independent: those of one person share that person's pictures, so drawing pairs with replacement gives
// intervals far too narrow. What is drawn here are units, U of U with replacement, and a pair counts as often as its units
// were drawn: w(u) times inside one unit, w(u) w(v) times between two (the "pigeonhole" bootstrap: Owen 2007; for networks
// Snijders, Borgatti 1999; in biometrics the subsets bootstrap of Bolle, Ratha, Pankanti 2004). Which they are: units.ts.
//
// Percentile intervals; of figures without any error as errorless.ts says. The pairs are sorted once; a resample is one pass over them: resampled-curve.ts.

import { random } from "../core/random.js";
import { quantile } from "../core/statistics.js";
import { figureWithWidth, trialsOf } from "./errorless.js";
import { type FigureName, type FigureOptions, figuresOf } from "./figures.js";
import type { ScoredPairs } from "./pairs.js";
import { drawUnits, resampledCurve } from "./resampled-curve.js";
import type { Curve } from "./roc.js";
import { type Unit, chooseUnits } from "./units.js";

/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

/** `threshold`, `fars` and `calibration` as in `verification`. */
export interface IntervalOptions extends FigureOptions {
  /** @defaultValue 200 */
  readonly resamples?: number;
  /** @defaultValue 0.95 */
  readonly confidence?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** JSON-serialisable as it is. */
export interface Intervals {
  readonly auc: Interval;
  readonly eer: Interval;
  readonly averagePrecision: Interval;
  readonly dPrime?: Interval;
  readonly tarAtFar: Readonly<Record<string, Interval>>;
  readonly accuracyAtThreshold?: Interval;
  readonly precisionAtThreshold?: Interval;
  readonly f1AtThreshold?: Interval;
  readonly mccAtThreshold?: Interval;
  readonly tarAtThreshold?: Interval;
  readonly farAtThreshold?: Interval;
  readonly ece?: Interval;
  readonly brier?: Interval;
  /** Of the TAR at some FARs from 0.0001 to 1: a band around the ROC curve. */
  readonly rocBand: readonly { readonly far: number; readonly low: number; readonly high: number }[];
  readonly confidence: number;
  readonly resamples: number;
  /** What was drawn, and how many of them there are. */
  readonly over: Unit;
  readonly units: number;
}

/** Where the band is measured: ten times a decade, and every fiftieth. */
const bandFars: readonly number[] = [
  ...Array.from({ length: 31 }, (_, i) => 10 ** (-4 + i / 10)),
  ...Array.from({ length: 45 }, (_, i) => 0.12 + i / 50),
];

/**
 * Intervals of the figures that `verification` gives for the same pairs.
 *
 * @param identities - class of each item, where known (`identitiesOf`)
 * @returns undefined where most resamples have no same or no different pair left (all same pairs in one unit)
 */
export function bootstrapIntervals(
  pairs: ScoredPairs,
  identities: Int32Array | undefined,
  options: IntervalOptions = {},
): Intervals | undefined {
  const { resamples = 200, confidence = 0.95, seed = 0, fars = [0.01, 0.001] } = options;
  const { over, unitOf, units } = chooseUnits(pairs, identities);
  const resample = resampledCurve(pairs, unitOf, units);
  const generator = random(seed, "bootstrap");
  const samples = new Map<FigureName, number[]>();
  const band = bandFars.map(() => [] as number[]);
  let done = 0;
  for (let attempt = 0; attempt < 2 * resamples && done < resamples; attempt++) {
    const curve = resample(drawUnits(units, generator));
    if (curve.same === 0 || curve.different === 0) continue;
    done++;
    for (const [name, value] of Object.entries(figuresOf(curve, options)) as [FigureName, number][]) {
      const values = samples.get(name);
      if (values === undefined) samples.set(name, [value]);
      else values.push(value);
    }
    bandFars.forEach((far, i) => band[i]!.push(tarAt(curve, far)));
  }
  if (done < resamples) return undefined;
  const interval = (values: number[]): Interval => percentiles(values, confidence);
  // A figure that some resamples lack (no spread in them) has no interval.
  const whole = [...samples].filter(([, values]) => values.length === done);
  const trials = trialsOf(pairs);
  const bounds = (name: FigureName, values: number[]): Interval =>
    figureWithWidth(name, interval(values), trials, confidence);
  const named = Object.fromEntries(whole.map(([name, values]) => [name, bounds(name, values)])) as Record<
    string,
    Interval
  >;
  const plain = Object.fromEntries(Object.entries(named).filter(([name]) => !name.startsWith("tarAtFar.")));
  return {
    ...(plain as Pick<Intervals, "auc" | "eer" | "averagePrecision">),
    tarAtFar: Object.fromEntries(fars.map((far) => [String(far), named[`tarAtFar.${far}`]!])),
    rocBand: bandFars.map((far, i) => {
      const [low, high] = interval(band[i]!);
      return { far, low, high };
    }),
    confidence,
    resamples,
    over,
    units,
  };
}

/** The middle `confidence` of values; sorts them in place. */
export function percentiles(values: number[], confidence = 0.95): Interval {
  values.sort((a, b) => a - b);
  return [quantile(values, (1 - confidence) / 2), quantile(values, (1 + confidence) / 2)];
}

/** TAR at a FAR, on the straight line between the curve's points. */
function tarAt({ sames, differents, same, different }: Curve, far: number): number {
  const wanted = far * different;
  let [low, high] = [0, differents.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (differents[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  if (low === differents.length - 1) return sames[low]! / same;
  const share = (wanted - differents[low]!) / (differents[low + 1]! - differents[low]!);
  return (sames[low]! + share * (sames[low + 1]! - sames[low]!)) / same;
}
