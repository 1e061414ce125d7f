// Intervals of figures that are perfect. Where no pair was judged wrongly, every resample says so too, and a bootstrap's interval has no
// width: 100 % to 100 %, as if three people had shown that there will never be an error. Wilson's interval is honest there: of n
// trials without a failure it reaches down to about 1 - 4 / (n + 4).
//
//   n = the smaller of the number of pairs and the number of items in them      pairs share items: 135 pairs of 30 items are no 135 trials

import { probit, wilsonInterval } from "../core/statistics.js";
import type { FigureName } from "./figures.js";
import type { PairList } from "./pairs.js";

type Ends = readonly [low: number, high: number];

/** Trials that the pairs are worth, at most. */
export interface Trials {
  readonly same: number;
  readonly different: number;
  readonly all: number;
}

/** O(P). */
export function trialsOf({ a, b, same }: PairList): Trials {
  const count = (belongs: (pair: number) => boolean): number => {
    const items = new Set<number>();
    let pairs = 0;
    for (let pair = 0; pair < a.length; pair++) {
      if (!belongs(pair)) continue;
      pairs++;
      items.add(a[pair]!).add(b[pair]!);
    }
    return Math.min(pairs, items.size);
  };
  return {
    same: count((pair) => same[pair] === 1),
    different: count((pair) => same[pair] === 0),
    all: count(() => true),
  };
}

/** The interval; where it has no width and stands at 0 or 1, Wilson's of so many trials. */
export function withWidth(interval: Ends, trials: number, confidence = 0.95): Ends {
  const [low, high] = interval;
  const value = Math.round(low);
  // Correlations round to 1 - 1e-16.
  const isEnd = (value === 0 || value === 1) && Math.max(Math.abs(low - value), Math.abs(high - value)) < 1e-12;
  if (!isEnd || trials < 1) return interval;
  const z = confidence === 0.95 ? undefined : probit((1 + confidence) / 2);
  return wilsonInterval(value * trials, trials, z);
}

/** Likewise of a figure of verification. Areas, F1 and the like hang on whichever kind of pair is rarer. */
export function figureWithWidth(name: FigureName, interval: Ends, trials: Trials, confidence?: number): Ends {
  // No shares: they have a width, or nothing to be sure of.
  if (name === "dPrime" || name === "ece" || name === "brier") return interval;
  if (name === "mccAtThreshold" && interval[0] < 0.5) return interval;
  const { same, different, all } = trials;
  const rarer = Math.min(same, different);
  const worth = name === "accuracyAtThreshold" ? all : name === "farAtThreshold" ? different : rarer;
  return withWidth(interval, name.startsWith("tar") ? same : worth, confidence);
}
