// The nearest and the farthest of many pairs, with no row in more than a few of them: a single odd picture is far from
// everything, and a list of its pairs would show one fault eight times.

export interface MeasuredPair {
  /** Row numbers. */
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/** Collects pairs one by one; keeps all distances, but only the pairs at either end. */
export interface PairCollector {
  /** Pairs whose distance is not finite are left out. */
  add(a: number, b: number, distance: number): void;
  distances(): Float32Array;
  /** All pairs, index by index with `distances`. */
  pairs(): { readonly a: Int32Array; readonly b: Int32Array; readonly distances: Float32Array };
  /** At most `count` pairs, nearest first; of equal ones those that came first. */
  nearest(): readonly MeasuredPair[];
  /** At most `count` pairs, farthest first. */
  farthest(): readonly MeasuredPair[];
}

/** A row is in this many pairs of a list, at most. */
const appearances = 2;
/** Pairs held for each one to be shown. Where they all share a few rows, fewer than `count` are shown. */
const pool = 50;

export function pairCollector(count: number): PairCollector {
  const distances: number[] = [];
  const [left, right]: [number[], number[]] = [[], []];
  const near = leaders<MeasuredPair>(count * pool, ({ distance }) => distance);
  const far = leaders<MeasuredPair>(count * pool, ({ distance }) => -distance);
  return {
    add(a, b, distance) {
      if (!Number.isFinite(distance)) return;
      distances.push(distance);
      left.push(a);
      right.push(b);
      near.offer({ a, b, distance });
      far.offer({ a, b, distance });
    },
    distances: () => Float32Array.from(distances),
    pairs: () => ({
      a: Int32Array.from(left),
      b: Int32Array.from(right),
      distances: Float32Array.from(distances),
    }),
    nearest: () => varied(near.ranked(), count),
    farthest: () => varied(far.ranked(), count),
  };
}

/** The first `count` pairs that bring in a row too often for none of theirs. */
function varied(pairs: readonly MeasuredPair[], count: number): readonly MeasuredPair[] {
  const uses = new Map<number, number>();
  const used = (index: number): number => uses.get(index) ?? 0;
  const chosen: MeasuredPair[] = [];
  for (const pair of pairs) {
    if (chosen.length === count) break;
    if (used(pair.a) >= appearances || used(pair.b) >= appearances) continue;
    chosen.push(pair);
    for (const index of [pair.a, pair.b]) uses.set(index, used(index) + 1);
  }
  return chosen;
}

interface Leaders<T> {
  offer(item: T): void;
  ranked(): readonly T[];
}

/** The `limit` items of smallest key. Holds up to twice as many, and sorts only when that many have come. */
function leaders<T>(limit: number, key: (item: T) => number): Leaders<T> {
  let kept: T[] = [];
  let bound = Infinity;
  const settle = (): readonly T[] => {
    kept = kept.sort((a, b) => key(a) - key(b)).slice(0, limit);
    if (kept.length === limit) bound = key(kept[limit - 1]!);
    return kept;
  };
  return {
    offer(item) {
      if (key(item) < bound && kept.push(item) >= 2 * limit) settle();
    },
    ranked: settle,
  };
}
