// How many of the pairs are independent: those of the same two people share these people, and tell again what the first of them
// told. 135 same and 300 different pairs of three people say no more about a fourth than three and three do.
//
//   independent pairs = number of distinct { class of a, class of b } among the pairs       C (C + 1) / 2 for all pairs of C classes
//
// Where classes are unknown, what hangs together by same pairs is a class. In a list of pairs that have no item in common, each counts.

import type { PairList } from "./pairs.js";
import { components } from "./units.js";

/**
 * O(P).
 *
 * @param identities - class of each item, where known (`identitiesOf`)
 * @returns 1..P, for P pairs
 */
export function independentPairs({ a, b, same }: PairList, identities?: ArrayLike<number>): number {
  const classOf = identities ?? components(a, b, (pair) => same[pair] === 1);
  const cells = new Set<number>();
  for (let pair = 0; pair < a.length; pair++) {
    const [x, y] = [classOf[a[pair]!]!, classOf[b[pair]!]!];
    cells.add(Math.min(x, y) * 2 ** 26 + Math.max(x, y));
  }
  return cells.size;
}
