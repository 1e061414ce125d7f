// Retrieval: every item queries all the others; how near do those of its own class come?
//
// With R others of the query's class, at ranks r_1 < ... < r_R among all others (1: nearest):
//   recall@k      1 where r_1 <= k                          MRR    1 / r_1
//   precision@1   1 where r_1 = 1 (the same as recall@1)    R-precision   |{i: r_i <= R}| / R
//   MAP           mean of i / r_i                           MAP@R  Σ_{i: r_i <= R} i / r_i / R   (Musgrave et al. 2020)
// each averaged over the queries. Queries without another of their class are left out, but remain among the others;
// so are impostors (forged signatures), which have no class to be found.
//
// An item of another class at exactly the distance of one of the own class counts as nearer: figures do not depend on the
// order of the items, and embeddings that all collapsed to one point score nothing.
//
// Time grows with queries x N x D; memory with (N + block) x D and block x N, a block of queries at a time.

import type { Embeddings } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { random, sample } from "../core/random.js";
import { type Prepared, blockDistances, prepare } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";
import { selectRows } from "../core/matrix.js";

export interface RetrievalOptions {
  /** Above this many queries, a seeded sample of them is asked (against all items still). @defaultValue 5000 */
  readonly maxQueries?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** Means over the queries, 0..1. JSON-serialisable as it is. */
export interface Retrieval {
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly recallAt10: number;
  readonly precisionAt1: number;
  readonly rPrecision: number;
  readonly mapAtR: number;
  readonly map: number;
  readonly mrr: number;
  /** Queries asked, and items left out as queries because their class has no other. */
  readonly queries: number;
  readonly leftOut: number;
}

/** Sizes a block of queries so that its distances take 4 MB. */
const BLOCK_NUMBERS = 1 << 20;

/**
 * @throws DATA_TOO_FEW without labels, or where no class has two items, or all items are of one class
 */
export function retrieval(
  embeddings: Embeddings,
  distance: Distance,
  { maxQueries = 5000, seed = 0 }: RetrievalOptions = {},
): Retrieval {
  const { labels, rows, impostorClasses } = embeddings;
  check(labels !== undefined, "DATA_TOO_FEW", "retrieval: the items have no classes");
  const members = membersOf(labels);
  check(members.size > 1, "DATA_TOO_FEW", "retrieval: all items are of one class");
  const isImpostor = (item: number): boolean => impostorClasses?.[labels[item]!] === 1;
  const askable = Array.from(labels.keys()).filter(
    (item) => members.get(labels[item]!)!.length > 1 && !isImpostor(item),
  );
  check(askable.length > 0, "DATA_TOO_FEW", "retrieval: no class has two items");
  const queries =
    askable.length <= maxQueries
      ? askable
      : sample(askable, maxQueries, random(seed, "retrieval")).sort((a, b) => a - b);
  const everything = prepare(distance, embeddings);
  const sums = { recallAt1: 0, recallAt5: 0, recallAt10: 0, precisionAt1: 0, rPrecision: 0, mapAtR: 0, map: 0, mrr: 0 };
  const block = Math.max(1, Math.floor(BLOCK_NUMBERS / rows));
  const distances = new Float32Array(Math.min(block, queries.length) * rows);
  for (let start = 0; start < queries.length; start += block) {
    const some = queries.slice(start, start + block);
    blockDistances(distance, pick(distance, embeddings, some), 0, some.length, everything, distances);
    some.forEach((query, i) => {
      addQuery(sums, ranksOf(distances.subarray(i * rows, (i + 1) * rows), query, members.get(labels[query]!)!));
    });
  }
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / queries.length]));
  return { ...(means as typeof sums), queries: queries.length, leftOut: rows - askable.length };
}

function pick(distance: Distance, embeddings: Embeddings, items: readonly number[]): Prepared {
  return prepare(distance, selectRows(embeddings, items));
}

function membersOf(labels: Int32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, item) => {
    const items = members.get(label);
    if (items === undefined) members.set(label, [item]);
    else items.push(item);
  });
  return members;
}

/**
 * Ranks, ascending from 1, of the query's own class among all others. Not a sort of all N: own distances are sorted, and
 * each other item is counted where it falls among them.
 */
function ranksOf(distances: Float32Array, query: number, members: readonly number[]): Float64Array {
  const own = Float32Array.from(
    members.filter((item) => item !== query),
    (item) => distances[item]!,
  ).sort();
  const nearerThan = new Float64Array(own.length + 1);
  const farthest = own[own.length - 1]!;
  for (let item = 0; item < distances.length; item++) {
    const value = distances[item]!;
    if (value <= farthest) nearerThan[firstAtLeast(own, value)]!++;
  }
  // The loop above counted the own ones too, and the query itself: taken off again.
  for (const item of members) if (distances[item]! <= farthest) nearerThan[firstAtLeast(own, distances[item]!)]!--;
  let others = 0;
  return Float64Array.from(own, (_, i) => {
    others += nearerThan[i]!;
    return others + i + 1;
  });
}

/** First index of ascending `sorted` whose value is at least `value`. */
function firstAtLeast(sorted: Float32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function addQuery(
  sums: Record<
    "recallAt1" | "recallAt5" | "recallAt10" | "precisionAt1" | "rPrecision" | "mapAtR" | "map" | "mrr",
    number
  >,
  ranks: Float64Array,
): void {
  const first = ranks[0]!;
  const count = ranks.length;
  sums.recallAt1 += first <= 1 ? 1 : 0;
  sums.recallAt5 += first <= 5 ? 1 : 0;
  sums.recallAt10 += first <= 10 ? 1 : 0;
  sums.precisionAt1 += first <= 1 ? 1 : 0;
  sums.mrr += 1 / first;
  ranks.forEach((rank, i) => {
    const precision = (i + 1) / rank;
    sums.map += precision / count;
    if (rank > count) return;
    sums.mapAtR += precision / count;
    sums.rPrecision += 1 / count;
  });
}
