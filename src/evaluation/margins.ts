// Which margin to try next, from the distances as they are now: people ask for one more often than for anything else, and the
// answer is in the histogram. A margin works on the pairs or triplets that still violate it: with none, nothing is learned;
// with all of them, it asks for a distance that cannot be had.
//
//   contrastive   the distance that half of the different pairs lie within: half of them are pushed
//   triplet       the gap d(anchor, negative) - d(anchor, positive) that half of random triplets stay below
//
// Where same pairs lie as far apart as different ones there is nothing to read off, and no margin is given. These are places to
// begin, in units of the distance measured; a sweep around them is the judge.

import { random } from "../core/random.js";
import { quantile } from "../core/statistics.js";
import type { ScoredPairs } from "./pairs.js";

/** JSON-serialisable as it is. */
export interface Margins {
  readonly contrastive: number;
  /** Share of the different pairs within it, and of the same pairs beyond it. */
  readonly active: { readonly different: number; readonly same: number };
  /** Absent where the median gap is not above 0. */
  readonly triplet?: number;
}

const mostTriplets = 20_000;

/** Undefined without same or different pairs, or where the median same pair is no nearer than the median different one. */
export function suggestMargins(
  { a, b, same, distances }: ScoredPairs,
  { seed = 0 }: { readonly seed?: number } = {},
): Margins | undefined {
  const near = distances.filter((value, i) => same[i] === 1 && Number.isFinite(value)).sort();
  const far = distances.filter((value, i) => same[i] === 0 && Number.isFinite(value)).sort();
  if (near.length === 0 || far.length === 0) return undefined;
  const contrastive = quantile(far, 0.5);
  if (!(quantile(near, 0.5) < contrastive)) return undefined;
  const gaps = tripletGaps({ a, b, same, distances }, seed).sort();
  const triplet = gaps.length === 0 ? 0 : quantile(gaps, 0.5);
  return {
    contrastive,
    active: {
      different: far.filter((value) => value <= contrastive).length / far.length,
      same: near.filter((value) => value > contrastive).length / near.length,
    },
    ...(triplet > 0 && { triplet }),
  };
}

/** Gaps of random triplets: a same pair and a different pair of one anchor. */
function tripletGaps({ a, b, same, distances }: ScoredPairs, seed: number): Float64Array {
  const positives: number[] = [];
  const negatives = new Map<number, number[]>();
  for (let pair = 0; pair < a.length; pair++) {
    if (same[pair] === 1) positives.push(pair);
    else
      for (const anchor of [a[pair]!, b[pair]!]) {
        const own = negatives.get(anchor);
        if (own === undefined) negatives.set(anchor, [pair]);
        else own.push(pair);
      }
  }
  const generator = random(seed, "margins");
  const gaps: number[] = [];
  for (let i = 0; i < Math.min(mostTriplets, 20 * positives.length); i++) {
    const positive = positives[generator.integer(positives.length)]!;
    const anchor = generator.next() < 0.5 ? a[positive]! : b[positive]!;
    const own = negatives.get(anchor);
    if (own === undefined) continue;
    gaps.push(distances[own[generator.integer(own.length)]!]! - distances[positive]!);
  }
  return Float64Array.from(gaps);
}
