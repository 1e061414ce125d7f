// Which classes are taken for each other: pairs of classes by the share of their pairs that are wrongly accepted, each with its
// nearest two items to look at.

import type { MeasuredPair } from "./extreme-pairs.js";

export interface Confusion {
  /** The nearest pair of the two classes. */
  readonly nearest: MeasuredPair;
  /** Share of their pairs within the threshold; without one, within the nearest 1 % of all different pairs. */
  readonly accepted: number;
  readonly pairs: number;
  readonly meanDistance: number;
}

/** Different pairs, measured: `a` and `b` are row numbers. */
export interface DifferentPairs {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly distances: ArrayLike<number>;
}

/** The `count` most confused pairs of classes, most confused first; only those of which some pair is accepted. */
export function confusions(
  { a, b, distances }: DifferentPairs,
  labels: ArrayLike<number>,
  threshold: number | undefined,
  count: number,
): readonly Confusion[] {
  const limit = threshold ?? lowQuantile(distances);
  const found = new Map<string, { nearest: MeasuredPair; accepted: number; pairs: number; sum: number }>();
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i]!;
    if (!Number.isFinite(distance)) continue;
    const [x, y] = [labels[a[i]!]!, labels[b[i]!]!];
    const key = x < y ? `${x} ${y}` : `${y} ${x}`;
    const pair = { a: a[i]!, b: b[i]!, distance };
    const entry = found.get(key) ?? { nearest: pair, accepted: 0, pairs: 0, sum: 0 };
    if (distance < entry.nearest.distance) entry.nearest = pair;
    if (distance <= limit) entry.accepted++;
    entry.pairs++;
    entry.sum += distance;
    found.set(key, entry);
  }
  return [...found.values()]
    .filter(({ accepted }) => accepted > 0)
    .map(({ nearest, accepted, pairs, sum }) => ({
      nearest,
      accepted: accepted / pairs,
      pairs,
      meanDistance: sum / pairs,
    }))
    .sort((p, q) => q.accepted - p.accepted || p.meanDistance - q.meanDistance)
    .slice(0, count);
}

function lowQuantile(distances: ArrayLike<number>): number {
  const sorted = Float64Array.from(distances).filter(Number.isFinite).sort();
  return sorted[Math.floor(0.01 * sorted.length)] ?? 0;
}
