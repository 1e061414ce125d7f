// Intervals of means over many answers (queries of a retrieval, trials) that hang together in classes: the answers of a class share
// its items, so whole classes are drawn, with replacement, and all their answers with them (the cluster bootstrap: Davison,
// Hinkley 1997, section 3.8). Percentile intervals.
//
// Where every answer was right, every resample says so too, and the interval has no width. Wilson's interval, which takes
// answers for independent, is honest there and too narrow elsewhere; of proportions the wider end of the two is given.

import { random } from "../core/random.js";
import { wilsonInterval } from "../core/statistics.js";
import { type Interval, percentiles } from "./bootstrap.js";
import { drawUnits } from "./resampled-curve.js";

export interface ClusteredOptions {
  /** @defaultValue 400 */
  readonly resamples?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
  /** Keeps these draws apart from others of the same seed. */
  readonly stream: string;
  /** Whether values are within 0..1, so that Wilson's interval is a lower bound of the width. @defaultValue true */
  readonly proportions?: boolean;
}

/**
 * A 95 % interval for the mean of each list of values.
 *
 * @param lists - by name; `values[i]` belongs to class `classes[i]`
 */
export function clusteredIntervals<Name extends string>(
  lists: Readonly<Record<Name, ArrayLike<number>>>,
  classes: ArrayLike<number>,
  { resamples = 400, seed = 0, stream, proportions = true }: ClusteredOptions,
): Record<Name, Interval> {
  const names = Object.keys(lists) as Name[];
  const { sums, counts } = summed(
    names.map((name) => lists[name]),
    classes,
  );
  const generator = random(seed, "clustered", stream);
  const means = names.map(() => [] as number[]);
  for (let resample = 0; resample < resamples; resample++) {
    const weights = drawUnits(counts.length, generator);
    const count = counts.reduce((sum, value, unit) => sum + value * weights[unit]!, 0);
    sums.forEach((own, list) =>
      means[list]!.push(own.reduce((sum, value, unit) => sum + value * weights[unit]!, 0) / count),
    );
  }
  const intervals = names.map((name, list): readonly [Name, Interval] => {
    const drawn = percentiles(means[list]!);
    if (!proportions) return [name, drawn];
    const total = sums[list]!.reduce((sum, value) => sum + value, 0);
    const [low, high] = wilsonInterval(Math.min(classes.length, total), classes.length);
    return [name, [Math.min(low, drawn[0]), Math.max(high, drawn[1])]];
  });
  return Object.fromEntries(intervals) as Record<Name, Interval>;
}

/** Sums of each list, and counts, by class. */
function summed(
  lists: readonly ArrayLike<number>[],
  classes: ArrayLike<number>,
): { readonly sums: readonly Float64Array[]; readonly counts: Float64Array } {
  const numbers = new Map<number, number>();
  const unitOf = Array.from(classes, (key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  const counts = new Float64Array(numbers.size);
  for (const unit of unitOf) counts[unit]!++;
  const sums = lists.map((values) => {
    const own = new Float64Array(numbers.size);
    unitOf.forEach((unit, i) => (own[unit]! += values[i]!));
    return own;
  });
  return { sums, counts };
}
