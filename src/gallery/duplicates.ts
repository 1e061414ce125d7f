// Items that are nearly the same: the same picture saved twice, a row entered again, a series recorded by two devices.
//
//   two items are joined where their distance is at most the threshold; a group is what is joined, directly or through others
//
// The threshold, where none is given, is measured: how far an item comes to lie from itself once it is disturbed as copies
// are (pictures: at two thirds of their size and as JPEG of quality 60; series: with noise of 1 % of their spread; texts and
// the cells of rows: with two neighbours in every 20 letters changing places). The 0.95-quantile of that over up to 100
// items is taken, so that about 19 of 20 such copies are found.

import { row, type Embeddings } from "../core/embeddings.js";
import { selectRows } from "../core/matrix.js";
import { checkRange } from "../core/options.js";
import { nearest, type Distance } from "../distances/index.js";

export interface DuplicateGroup {
  /** Rows, the one in the middle (nearest to all others) first, then by distance from it. At least two. */
  readonly rows: readonly number[];
  /** From the first: `[rows.length]`, beginning with 0. */
  readonly distances: readonly number[];
  /** Whether its items are of more than one class. */
  readonly mixed: boolean;
}

/** Neighbours asked for at first; rows of which all are near are asked again for more. */
const FIRST = 8;

/**
 * The groups of rows that are within `threshold` of each other, tightest first. Every pair is found, and what is in no group
 * is not like anything else.
 *
 * @param threshold - in units of the distance, >= 0
 * @throws INVALID_OPTION; INVALID_INPUT naming the row where a number is not finite
 */
export async function duplicateGroups(
  distance: Distance,
  embeddings: Embeddings,
  threshold: number,
): Promise<DuplicateGroup[]> {
  checkRange("duplicates", "threshold", threshold, { from: 0 });
  const sets = disjointSets(embeddings.rows);
  const most = embeddings.rows - 1;
  let open = Array.from({ length: embeddings.rows }, (_, i) => i);
  for (let k = Math.min(most, FIRST); k > 0 && open.length > 0; k = Math.min(most, 8 * k)) {
    // One more than k, because a row is its own nearest.
    const asked = Math.min(embeddings.rows, k + 1);
    const { indices, distances } = await nearest(distance, selectRows(embeddings, open), embeddings, asked);
    const near = (i: number, place: number): boolean => distances[i * asked + place]! <= threshold;
    open.forEach((a, i) => {
      for (let place = 0; place < asked && near(i, place); place++) sets.join(a, indices[i * asked + place]!);
    });
    open = k === most ? [] : open.filter((_, i) => near(i, asked - 1));
  }
  return sets
    .groups()
    .filter((rows) => rows.length > 1)
    .map((rows) => describe(rows, distance, embeddings))
    .sort((a, b) => a.distances[1]! - b.distances[1]! || a.rows[0]! - b.rows[0]!);
}

function describe(rows: readonly number[], distance: Distance, embeddings: Embeddings): DuplicateGroup {
  const between = (a: number, b: number): number => distance.between(row(embeddings, a), row(embeddings, b));
  // Of large groups the middle is looked for among the first.
  const candidates = rows.slice(0, 30);
  const sums = candidates.map((a) => candidates.reduce((sum, b) => sum + between(a, b), 0));
  const middle = candidates[sums.indexOf(Math.min(...sums))]!;
  const others = rows
    .filter((other) => other !== middle)
    .map((other) => ({ other, measured: between(middle, other) }))
    .sort((a, b) => a.measured - b.measured || a.other - b.other);
  const { labels } = embeddings;
  const classes = new Set(
    labels === undefined ? [] : rows.map((index) => labels[index]).filter((label) => label !== -1),
  );
  return {
    rows: [middle, ...others.map(({ other }) => other)],
    distances: [0, ...others.map(({ measured }) => measured)],
    mixed: classes.size > 1,
  };
}

interface DisjointSets {
  join(a: number, b: number): void;
  groups(): number[][];
}

/** Union-find with paths halved. */
function disjointSets(count: number): DisjointSets {
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (start: number): number => {
    let at = start;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!;
    return at;
  };
  return {
    join: (a, b) => void (parents[rootOf(a)] = rootOf(b)),
    groups() {
      const members = new Map<number, number[]>();
      for (let i = 0; i < count; i++) {
        const root = rootOf(i);
        members.set(root, [...(members.get(root) ?? []), i]);
      }
      return [...members.values()];
    },
  };
}
