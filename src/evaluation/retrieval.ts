// Retrieval: every item queries all the others; how near do those of its own class come?
//
// With R others of the query's class, at ranks r_1 < ... < r_R among all others (1: nearest):
//   recall@k      1 where r_1 <= k                          MRR    1 / r_1
//   precision@1   1 where r_1 = 1 (the same as recall@1)    R-precision   |{i: r_i <= R}| / R
//   MAP           mean of i / r_i                           MAP@R  Σ_{i: r_i <= R} i / r_i / R   (Musgrave et al. 2020)
//   NDCG          Σ_i 1 / log2(r_i + 1) over its greatest possible value, Σ_i 1 / log2(i + 1)   (Järvelin, Kekäläinen 2002)
// each averaged over the queries. Queries without another of their class are left out, but remain among the others;
// so are impostors (forged signatures), which have no class to be found.
//
// An item of another class at exactly the distance of one of the own class counts as nearer: figures do not depend on the
// order of the items, and embeddings that all collapsed to one point score nothing.
//
// Time grows with queries x N x D; memory with (N + block) x D and block x N, a block of queries at a time. Distances come
// from measure.ts: the matrix product, or the vector kernel, that suits the distance.

import type { Embeddings } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { random, sample } from "../core/random.js";
import { prepare } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";
import { measureRows } from "../distances/measure.js";
import { selectRows } from "../core/matrix.js";
import type { Interval } from "./bootstrap.js";
import { clusteredIntervals } from "./clustered-means.js";

export interface RetrievalOptions {
  /** Above this many queries, a seeded sample of them is asked (against all items still). @defaultValue 5000 */
  readonly maxQueries?: number;
  /** Further k for `recallAt`, each up to the number of other items. @defaultValue none */
  readonly ks?: readonly number[];
  /** 95 % intervals by the bootstrap over classes. @defaultValue true */
  readonly intervals?: boolean;
  /** @defaultValue 0 */
  readonly seed?: number;
}

/** Figures that are means over the queries. */
export const retrievalFigures = [
  "recallAt1",
  "recallAt5",
  "recallAt10",
  "precisionAt1",
  "rPrecision",
  "mapAtR",
  "map",
  "mrr",
  "ndcg",
] as const;

type Figure = (typeof retrievalFigures)[number];

/** Means over the queries, 0..1. JSON-serialisable as it is. */
export interface Retrieval extends Readonly<Record<Figure, number>> {
  /** Of the `ks` asked for. */
  readonly recallAt: Readonly<Record<string, number>>;
  /** Recall at k = 1, 2, 3 ..., up to 100 or the number of other items. */
  readonly recallCurve: readonly number[];
  /** 95 %, over classes: clustered-means.ts. */
  readonly intervals?: Readonly<Record<Figure, Interval>> & {
    /** Of `recallAt`, by k. */
    readonly recallAt: Readonly<Record<string, Interval>>;
  };
  /** Queries asked, and items left out as queries because their class has no other. */
  readonly queries: number;
  readonly leftOut: number;
}

/** Sizes a block of queries so that its distances take 4 MB. */
const BLOCK_NUMBERS = 1 << 20;
const longestCurve = 100;

/**
 * @throws DATA_TOO_FEW without labels, or where no class has two items, or all items are of one class, or there are fewer other
 *   items than a k asked for
 */
export async function retrieval(
  embeddings: Embeddings,
  distance: Distance,
  { maxQueries = 5000, ks = [], intervals = true, seed = 0 }: RetrievalOptions = {},
): Promise<Retrieval> {
  const { rows } = embeddings;
  checkKs(ks, rows - 1);
  const { answers, firsts, classes, leftOut } = await answerQueries(embeddings, distance, { maxQueries, seed });
  const count = firsts.length;
  const found = (k: number): Float64Array => firsts.map((first) => (first <= k ? 1 : 0));
  const recall = (k: number): number => found(k).reduce((sum, value) => sum + value, 0) / count;
  const means = retrievalFigures.map((name) => [name, answers[name].reduce((sum, value) => sum + value, 0) / count]);
  const byK = Object.fromEntries(ks.map((k) => [String(k), found(k)]));
  return {
    ...(Object.fromEntries(means) as Record<Figure, number>),
    recallAt: Object.fromEntries(ks.map((k) => [String(k), recall(k)])),
    recallCurve: Array.from({ length: Math.min(longestCurve, rows - 1) }, (_, i) => recall(i + 1)),
    ...(intervals && {
      intervals: {
        ...clusteredIntervals(answers, classes, { seed, stream: "retrieval" }),
        recallAt: clusteredIntervals(byK, classes, { seed, stream: "retrieval" }),
      },
    }),
    queries: count,
    leftOut,
  };
}

export interface AnsweredQueries {
  readonly answers: Answers;
  /** Rank of the first of the own class, by query. */
  readonly firsts: Float64Array;
  /** Class of each query. */
  readonly classes: readonly number[];
  readonly leftOut: number;
}

/** What `retrieval` averages: the same queries for the same labels, options and number of items. Throws as it does. */
export async function answerQueries(
  embeddings: Embeddings,
  distance: Distance,
  { maxQueries = 5000, seed = 0 }: Pick<RetrievalOptions, "maxQueries" | "seed"> = {},
): Promise<AnsweredQueries> {
  const { labels, rows } = embeddings;
  check(labels !== undefined, "DATA_TOO_FEW", "retrieval: the items have no classes");
  const members = membersOf(labels);
  const { askable, queries } = queriesOf(embeddings, members, maxQueries, seed);
  const asked = prepare(distance, selectRows(embeddings, queries));
  const measure = await measureRows(distance, asked, prepare(distance, embeddings));
  const empty = retrievalFigures.map((name) => [name, new Float64Array(queries.length)]);
  const answers = Object.fromEntries(empty) as Answers;
  const firsts = new Float64Array(queries.length);
  const block = Math.max(1, Math.floor(BLOCK_NUMBERS / rows));
  const distances = new Float32Array(Math.min(block, queries.length) * rows);
  for (let start = 0; start < queries.length; start += block) {
    const some = queries.slice(start, start + block);
    await measure(start, start + some.length, distances.subarray(0, some.length * rows));
    some.forEach((query, i) => {
      const ranks = ranksOf(distances.subarray(i * rows, (i + 1) * rows), query, members.get(labels[query]!)!);
      firsts[start + i] = ranks[0]!;
      for (const [name, value] of Object.entries(answersOf(ranks))) answers[name as Figure][start + i] = value;
    });
  }
  return { answers, firsts, classes: queries.map((query) => labels[query]!), leftOut: rows - askable.length };
}

/** For each figure a value for each query. */
export type Answers = Readonly<Record<Figure, Float64Array>>;

function checkKs(ks: readonly number[], others: number): void {
  for (const k of ks) {
    checkCount("retrieval", "k", k);
    check(k <= others, "DATA_TOO_FEW", `retrieval: recall at ${k} needs ${k} other items, got ${others}`);
  }
}

interface Queries {
  /** All that may ask. */
  readonly askable: readonly number[];
  readonly queries: readonly number[];
}

function queriesOf(
  { labels, impostorClasses }: Embeddings,
  members: ReadonlyMap<number, readonly number[]>,
  maxQueries: number,
  seed: number,
): Queries {
  check(members.size > 1, "DATA_TOO_FEW", "retrieval: all items are of one class");
  const isImpostor = (item: number): boolean => impostorClasses?.[labels![item]!] === 1;
  const askable = Array.from(labels!.keys()).filter(
    (item) => members.get(labels![item]!)!.length > 1 && !isImpostor(item),
  );
  check(askable.length > 0, "DATA_TOO_FEW", "retrieval: no class has two items");
  if (askable.length <= maxQueries) return { askable, queries: askable };
  return { askable, queries: sample(askable, maxQueries, random(seed, "retrieval")).sort((a, b) => a - b) };
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

/** Of one query, whose own are at `ranks`. */
function answersOf(ranks: Float64Array): Record<Figure, number> {
  const first = ranks[0]!;
  const count = ranks.length;
  let [map, mapAtR, rPrecision, gain, ideal] = [0, 0, 0, 0, 0];
  ranks.forEach((rank, i) => {
    const precision = (i + 1) / rank;
    map += precision / count;
    gain += 1 / Math.log2(rank + 1);
    ideal += 1 / Math.log2(i + 2);
    if (rank > count) return;
    mapAtR += precision / count;
    rPrecision += 1 / count;
  });
  const within = (k: number): number => (first <= k ? 1 : 0);
  return {
    ...{ recallAt1: within(1), recallAt5: within(5), recallAt10: within(10), precisionAt1: within(1) },
    ...{ rPrecision, mapAtR, map, mrr: 1 / first, ndcg: gain / ideal },
  };
}
