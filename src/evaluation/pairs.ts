// Which pairs of N labelled items an evaluation looks at, and how far apart they are.
//
// All of them, or, where there are more than `maxPairs`, a seeded sample without repeats: every same pair up to half of the
// budget (they are few, and the estimates hang on them), different pairs for the rest.
//
// Two impostors (forged signatures: `impostorClasses`) make no pair: they are neither the same nor different.
//
// No list of all pairs is ever made. Items are put in order of class (within order of group), so that an item's partners of
// its own class are the next few, and those of other classes the ones after that; pair number i of a kind is found by walking
// cumulated partner counts. A sample is then a sorted list of pair numbers.

import type { Embeddings, Pair } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { type Random, random } from "../core/random.js";
import { pairDistances } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";

/** P pairs of row numbers: `a[i]`, `b[i]`, and whether they are the same (1) or different (0). */
export interface PairList {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly same: Uint8Array;
  /** How alike, 0..1, where that is known. */
  readonly scores?: Float32Array;
}

/** Pairs and their distances, index by index. */
export interface ScoredPairs extends PairList {
  readonly distances: Float32Array;
}

export interface SelectPairsOptions {
  /** Above this many pairs, a sample is taken. @defaultValue 2_000_000 */
  readonly maxPairs?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
  /** Only pairs within one group (a signer's genuine and forged): the hard ones. Needs `groupOfClass`. @defaultValue false */
  readonly withinGroups?: boolean;
}

/** What the choice of pairs depends on. */
export type Labelled = Pick<Embeddings, "labels" | "groupOfClass" | "impostorClasses">;

/**
 * Same pairs first, then different ones, each in a fixed order.
 *
 * @throws DATA_TOO_FEW without labels, or without a same or a different pair
 */
export function selectPairs(
  items: Labelled,
  { maxPairs = 2_000_000, seed = 0, withinGroups = false }: SelectPairsOptions = {},
): PairList {
  check(
    Number.isInteger(maxPairs) && maxPairs >= 2,
    "INVALID_OPTION",
    `pairs: maxPairs must be a whole number >= 2, got ${maxPairs}`,
  );
  const { labels, groupOfClass, impostorClasses } = items;
  check(labels !== undefined, "DATA_TOO_FEW", "pairs: the items have no classes to make pairs of");
  check(!withinGroups || groupOfClass !== undefined, "DATA_TOO_FEW", "pairs: withinGroups needs classes in groups");
  const layout = arrange(labels, withinGroups ? groupOfClass : undefined, impostorClasses);
  const [sames, differents] = [total(layout.same), total(layout.different)];
  const besides = impostorClasses === undefined ? "" : " besides impostors";
  check(sames > 0, "DATA_TOO_FEW", `pairs: no class${besides} has two items, so there are no same pairs`);
  check(
    differents > 0,
    "DATA_TOO_FEW",
    `pairs: all items are of one class${withinGroups ? " within their group" : ""}, so there are no different pairs`,
  );
  const half = Math.floor(maxPairs / 2);
  const sameCount = Math.min(sames, Math.max(half, maxPairs - differents));
  const differentCount = Math.min(differents, maxPairs - sameCount);
  const pairs: PairList = {
    a: new Int32Array(sameCount + differentCount),
    b: new Int32Array(sameCount + differentCount),
    same: new Uint8Array(sameCount + differentCount).fill(1, 0, sameCount),
  };
  write(pairs, 0, layout.order, layout.same, sampleNumbers(sames, sameCount, random(seed, "pairs", "same")));
  write(
    pairs,
    sameCount,
    layout.order,
    layout.different,
    sampleNumbers(differents, differentCount, random(seed, "pairs", "different")),
  );
  return pairs;
}

/** Pairs that somebody has listed, of `rows` items. Throws INVALID_INPUT where one names no item. */
export function listedPairs(pairs: readonly Pair[], rows: number): PairList {
  const isRow = (item: number): boolean => Number.isInteger(item) && item >= 0 && item < rows;
  pairs.forEach(({ a, b }, i) => {
    check(isRow(a) && isRow(b), "INVALID_INPUT", () => `evaluate: pair ${i} names items ${a} and ${b} of ${rows}`);
  });
  return {
    a: Int32Array.from(pairs, ({ a }) => a),
    b: Int32Array.from(pairs, ({ b }) => b),
    same: Uint8Array.from(pairs, ({ same }) => (same ? 1 : 0)),
    ...(pairs[0]?.score !== undefined && { scores: Float32Array.from(pairs, ({ score }) => score!) }),
  };
}

/** Measures pairs of rows of `embeddings`. */
export function scorePairs(embeddings: Embeddings, distance: Distance, pairs: PairList): ScoredPairs {
  return { ...pairs, distances: pairDistances(distance, embeddings, pairs.a, pairs.b) };
}

/** For each place in the order: where its partners begin, and how many there are. */
interface Partners {
  readonly start: Int32Array;
  readonly count: Int32Array;
}

interface Layout {
  /** Item numbers, classes together, groups together. */
  readonly order: Int32Array;
  readonly same: Partners;
  readonly different: Partners;
}

function arrange(
  labels: Int32Array,
  groupOfClass: Int32Array | undefined,
  impostorClasses: Uint8Array | undefined,
): Layout {
  const count = labels.length;
  const groupOf = (item: number): number => groupOfClass?.[labels[item]!] ?? 0;
  // Impostors last in their group, so that nothing after one is a partner of it, and everything after another item is.
  const impostor = (item: number): number => impostorClasses?.[labels[item]!] ?? 0;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  order.sort((i, j) => groupOf(i) - groupOf(j) || impostor(i) - impostor(j) || labels[i]! - labels[j]! || i - j);
  const same: Partners = { start: new Int32Array(count), count: new Int32Array(count) };
  const different: Partners = { start: new Int32Array(count), count: new Int32Array(count) };
  let [classEnd, groupEnd] = [count, count];
  for (let place = count - 1; place >= 0; place--) {
    const [item, next] = [order[place]!, order[place + 1]];
    if (next !== undefined && labels[item] !== labels[next]) classEnd = place + 1;
    if (next !== undefined && groupOf(item) !== groupOf(next)) groupEnd = place + 1;
    if (impostor(item) === 1) continue;
    same.start[place] = place + 1;
    same.count[place] = classEnd - place - 1;
    different.start[place] = classEnd;
    different.count[place] = groupEnd - classEnd;
  }
  return { order, same, different };
}

function total({ count }: Partners): number {
  return count.reduce((sum, value) => sum + value, 0);
}

/** Writes the pairs numbered `numbers` (ascending) to `pairs` from `at` on, the smaller item number as `a`. */
function write(
  pairs: PairList,
  at: number,
  order: Int32Array,
  { start, count }: Partners,
  numbers: Float64Array,
): void {
  let place = 0;
  let before = 0;
  numbers.forEach((number, i) => {
    while (number >= before + count[place]!) before += count[place++]!;
    const [item, partner] = [order[place]!, order[start[place]! + number - before]!];
    pairs.a[at + i] = Math.min(item, partner);
    pairs.b[at + i] = Math.max(item, partner);
  });
}

/** `count` distinct whole numbers below `bound` (up to 2^53), ascending. */
function sampleNumbers(bound: number, count: number, generator: Random): Float64Array {
  if (count === bound) return Float64Array.from({ length: count }, (_, i) => i);
  return count > bound / 4 ? selectInOrder(bound, count, generator) : drawDistinct(bound, count, generator);
}

/** Knuth's algorithm S: passes over all numbers once; for samples that are a good part of them. */
function selectInOrder(bound: number, count: number, generator: Random): Float64Array {
  const result = new Float64Array(count);
  let taken = 0;
  for (let i = 0; taken < count; i++) {
    if (generator.next() * (bound - i) < count - taken) result[taken++] = i;
  }
  return result;
}

/** Draws, sorts, drops repeats and draws again for what is missing; for samples that are a small part. */
function drawDistinct(bound: number, count: number, generator: Random): Float64Array {
  let kept = new Float64Array(0);
  while (kept.length < count) {
    const drawn = Float64Array.from({ length: count - kept.length }, () => {
      return Math.floor((generator.next() + generator.next() / 2 ** 32) * bound);
    });
    kept = union(kept, drawn.sort());
  }
  return kept;
}

/** The numbers of two ascending lists, each once, ascending. */
function union(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const result = new Float64Array(a.length + b.length);
  let count = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const value = j === b.length || a[i]! <= b[j]! ? a[i++]! : b[j++]!;
    if (count === 0 || value !== result[count - 1]) result[count++] = value;
  }
  return result.slice(0, count);
}
