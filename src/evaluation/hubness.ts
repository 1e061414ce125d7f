// Hubs: items that are among the nearest neighbours of very many others, whatever those are. A plague of many dimensions: a search
// then keeps returning them, while other items are never found (Radovanović, Nanopoulos, Ivanović 2010).
//
//   N_k(x)     for how many other items x is among the k nearest; k on average
//   skewness   mean of ((N_k - k) / its standard deviation)³: 0 even-handed; above about 1.4 hubs are said to be many

import type { Embeddings } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { random, sample } from "../core/random.js";
import { mean, standardDeviation } from "../core/statistics.js";
import { selectRows } from "../core/matrix.js";
import { blockDistances, prepare } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";

export interface HubnessOptions {
  /** Neighbours; >= 1. @defaultValue 10, or a tenth of the items where that is less */
  readonly k?: number;
  /** Above this many items, a seeded sample of them is looked at; >= 2. @defaultValue 2000 */
  readonly maxItems?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** JSON-serialisable as it is. */
export interface Hubness {
  readonly k: number;
  /** Of the k-occurrences; 0 where all are alike. */
  readonly skewness: number;
  /** Share of the items that are among nobody's nearest. */
  readonly neverFound: number;
  /** The greatest hubs: name, and share of the other items that have it among their k nearest. At most three. */
  readonly hubs: readonly { readonly id: string; readonly share: number }[];
  readonly items: number;
}

const BLOCK_NUMBERS = 1 << 20;

/** Throws DATA_TOO_FEW where there are not more items than k, or fewer than three. */
export function hubness(
  embeddings: Embeddings,
  distance: Distance,
  { k: asked, maxItems = 2000, seed = 0 }: HubnessOptions = {},
): Hubness {
  const all = [...embeddings.ids.keys()];
  const chosen = all.length <= maxItems ? all : sample(all, maxItems, random(seed, "hubness"));
  const count = chosen.length;
  check(count >= 3, "DATA_TOO_FEW", `hubness: needs at least 3 items, got ${count}`);
  const k = asked ?? Math.max(1, Math.min(10, Math.floor(count / 10)));
  checkCount("hubness", "k", k);
  check(k < count, "DATA_TOO_FEW", `hubness: ${k} neighbours need more than ${k} items, got ${count}`);
  const occurrences = countOccurrences(selectRows(embeddings, chosen), distance, k);
  const deviation = standardDeviation(occurrences);
  const centre = mean(occurrences);
  const order = [...occurrences.keys()].sort((i, j) => occurrences[j]! - occurrences[i]! || i - j);
  return {
    k,
    skewness: deviation === 0 ? 0 : mean(occurrences.map((value) => ((value - centre) / deviation) ** 3)),
    neverFound: occurrences.filter((value) => value === 0).length / count,
    hubs: order.slice(0, 3).map((i) => ({ id: embeddings.ids[chosen[i]!]!, share: occurrences[i]! / (count - 1) })),
    items: count,
  };
}

function countOccurrences(rows: ReturnType<typeof selectRows>, distance: Distance, k: number): Float64Array {
  const count = rows.rows;
  const prepared = prepare(distance, rows);
  const block = Math.max(1, Math.min(count, Math.floor(BLOCK_NUMBERS / count)));
  const distances = new Float32Array(block * count);
  const occurrences = new Float64Array(count);
  for (let start = 0; start < count; start += block) {
    const end = Math.min(count, start + block);
    blockDistances(distance, prepared, start, end, prepared, distances);
    for (let i = start; i < end; i++) {
      const own = distances.subarray((i - start) * count, (i - start + 1) * count);
      for (const neighbour of nearest(own, i, k)) occurrences[neighbour]!++;
    }
  }
  return occurrences;
}

/** The k places of least value but `self`; of equals those that come first. */
function nearest(distances: Float32Array, self: number, k: number): number[] {
  const found: number[] = [];
  for (let j = 0; j < distances.length; j++) {
    if (j === self || (found.length === k && distances[j]! >= distances[found[k - 1]!]!)) continue;
    let at = found.length;
    while (at > 0 && distances[found[at - 1]!]! > distances[j]!) at--;
    found.splice(at, 0, j);
    if (found.length > k) found.pop();
  }
  return found;
}
