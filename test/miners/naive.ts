// The miners once more, as plain loops over numbers in float64: what the graphs are compared with.

import { type Distance, cosineSimilarity, euclideanDistance } from "../../src/distances/index.js";
import type { Strategy, TripletType } from "../../src/miners/index.js";
import type { Chosen, Rows } from "./run-miner.js";

/** A batch, seen from its anchors: the first `anchors` rows; the others are references only. */
export interface NaiveBatch {
  readonly rows: Rows;
  /** -1: an empty place. */
  readonly labels: readonly number[];
  readonly anchors: number;
  readonly distance: Distance;
}

export type Pair = readonly [number, number];
export type Triplet = readonly [number, number, number];

const unit = (row: readonly number[]): number[] => row.map((value) => value / Math.hypot(...row));

export function anchorsOf({ anchors }: NaiveBatch): number[] {
  return Array.from({ length: anchors }, (_, i) => i);
}

export function positivesOf({ labels }: NaiveBatch, a: number): number[] {
  return labels.flatMap((label, i) => (i !== a && label === labels[a] ? [i] : []));
}

export function negativesOf({ labels }: NaiveBatch, a: number): number[] {
  return labels.flatMap((label, i) => (label !== labels[a] && label >= 0 ? [i] : []));
}

export function between({ rows, distance }: NaiveBatch, i: number, j: number): number {
  return distance.between(rows[i]!, rows[j]!);
}

export const allPositives = (batch: NaiveBatch): Pair[] =>
  anchorsOf(batch).flatMap((a) => positivesOf(batch, a).map((p): Pair => [a, p]));

export const allNegatives = (batch: NaiveBatch): Pair[] =>
  anchorsOf(batch).flatMap((a) => negativesOf(batch, a).map((n): Pair => [a, n]));

/** Every positive with every negative of an anchor. */
export function tripletsOf(positive: readonly Pair[], negative: readonly Pair[]): Triplet[] {
  return positive.flatMap(([a, p]) => negative.flatMap(([b, n]): Triplet[] => (a === b ? [[a, p, n]] : [])));
}

function listed(positive: readonly Pair[], negative: readonly Pair[], triplets: readonly Triplet[]): Chosen {
  const text = (tuples: readonly (readonly number[])[]): string[] =>
    [...new Set(tuples.map((tuple) => tuple.join()))].sort();
  return { positive: text(positive), negative: text(negative), triplets: text(triplets) };
}

export const ofPairs = (positive: readonly Pair[], negative: readonly Pair[]): Chosen =>
  listed(positive, negative, tripletsOf(positive, negative));

export const ofTriplets = (triplets: readonly Triplet[]): Chosen =>
  listed(
    triplets.map(([a, p]): Pair => [a, p]),
    triplets.map(([a, , n]): Pair => [a, n]),
    triplets,
  );

function best(candidates: readonly number[], cost: (i: number) => number): number | undefined {
  return candidates.reduce<number | undefined>(
    (found, i) => (found === undefined || cost(i) < cost(found) ? i : found),
    undefined,
  );
}

export interface NaiveStrategies {
  readonly pos: Strategy;
  readonly neg: Strategy;
  readonly posRange?: readonly [number, number];
  readonly negRange?: readonly [number, number];
}

export function naiveEasyHard(batch: NaiveBatch, { pos, neg, posRange, negRange }: NaiveStrategies): Chosen {
  const positives: Pair[] = [];
  const negatives: Pair[] = [];
  const triplets: Triplet[] = [];
  const within = (range: readonly [number, number] | undefined, d: number): boolean =>
    range === undefined || (d >= range[0] && d <= range[1]);
  for (const a of anchorsOf(batch)) {
    const d = (i: number): number => between(batch, a, i);
    const ps = positivesOf(batch, a).filter((p) => within(posRange, d(p)));
    const ns = negativesOf(batch, a).filter((n) => within(negRange, d(n)));
    const nearest = (list: readonly number[]): number | undefined => best(list, d);
    const farthest = (list: readonly number[]): number | undefined => best(list, (i) => -d(i));
    const positiveFor = (n?: number): number | undefined => {
      if (pos === "easy") return nearest(ps);
      return farthest(pos === "hard" ? ps : n === undefined ? [] : ps.filter((p) => d(p) < d(n)));
    };
    const negativeFor = (p?: number): number | undefined => {
      if (neg === "easy") return farthest(ns);
      return nearest(neg === "hard" ? ns : p === undefined ? [] : ns.filter((n) => d(n) > d(p)));
    };
    const chosen = (list: readonly number[], choose: (i: number) => number | undefined): Pair[] =>
      list.flatMap((i): Pair[] => {
        const other = choose(i);
        return other === undefined ? [] : [[i, other]];
      });
    let found: Pair[];
    if (pos === "all" && neg === "all") found = ps.flatMap((p) => ns.map((n): Pair => [p, n]));
    else if (pos === "all") found = chosen(ps, negativeFor);
    else if (neg === "all") found = chosen(ns, positiveFor).map(([n, p]): Pair => [p, n]);
    else if (pos === "semi-hard") {
      const n = negativeFor();
      found = n === undefined ? [] : chosen([n], positiveFor).map(([n, p]): Pair => [p, n]);
    } else {
      const p = positiveFor();
      found = p === undefined ? [] : chosen([p], negativeFor);
    }
    triplets.push(...found.map(([p, n]): Triplet => [a, p, n]));
    // "all" of one side keeps its pairs where the other side finds nothing, unless that is semi-hard.
    const keepPositive = pos === "all" && neg !== "semi-hard" ? ps : found.map(([p]) => p);
    const keepNegative = neg === "all" && pos !== "semi-hard" ? ns : found.map(([, n]) => n);
    const [onlyP, onlyN] = [
      pos !== "all" && neg === "all" ? positiveFor() : undefined,
      neg !== "all" && pos === "all" ? negativeFor() : undefined,
    ];
    positives.push(
      ...[...keepPositive, ...(onlyP === undefined || pos === "semi-hard" ? [] : [onlyP])].map((p): Pair => [a, p]),
    );
    negatives.push(
      ...[...keepNegative, ...(onlyN === undefined || neg === "semi-hard" ? [] : [onlyN])].map((n): Pair => [a, n]),
    );
  }
  return listed(positives, negatives, triplets);
}

export function naiveTripletMargin(batch: NaiveBatch, margin: number, type: TripletType): Chosen {
  return ofTriplets(
    tripletsOf(allPositives(batch), allNegatives(batch)).filter(([a, p, n]) => {
      const gap = between(batch, a, n) - between(batch, a, p);
      if (type === "easy") return gap > margin;
      return gap <= margin && (type === "all" || (type === "hard" ? gap <= 0 : gap > 0));
    }),
  );
}

export function naivePairMargin(batch: NaiveBatch, posMargin: number, negMargin: number): Chosen {
  return ofPairs(
    allPositives(batch).filter(([a, p]) => between(batch, a, p) > posMargin),
    allNegatives(batch).filter(([a, n]) => between(batch, a, n) < negMargin),
  );
}

export function naiveMultiSimilarity(batch: NaiveBatch, epsilon: number): Chosen {
  const s = (i: number, j: number): number => cosineSimilarity(batch.rows[i]!, batch.rows[j]!);
  return ofPairs(
    allPositives(batch).filter(([a, p]) => s(a, p) < Math.max(...negativesOf(batch, a).map((n) => s(a, n))) + epsilon),
    allNegatives(batch).filter(([a, n]) => s(a, n) > Math.min(...positivesOf(batch, a).map((p) => s(a, p))) - epsilon),
  );
}

export function naiveHdc(batch: NaiveBatch, share: number): Chosen {
  const hardest = (pairs: readonly Pair[], sign: number): Pair[] => {
    const cost = ([a, b]: Pair): number => sign * between(batch, a, b);
    const sorted = [...pairs].sort((x, y) => cost(x) - cost(y));
    const last = sorted[Math.ceil(share * sorted.length) - 1];
    // In the graph both directions of a pair may differ in the last digit.
    return last === undefined ? [] : sorted.filter((pair) => cost(pair) <= cost(last) + 1e-6);
  };
  return ofPairs(hardest(allPositives(batch), -1), hardest(allNegatives(batch), 1));
}

export function naiveAngular(batch: NaiveBatch, degrees: number): Chosen {
  const { rows } = batch;
  return ofTriplets(
    tripletsOf(allPositives(batch), allNegatives(batch)).filter(([a, p, n]) => {
      const centre = rows[a]!.map((value, k) => (value + rows[p]![k]!) / 2);
      const angle = Math.atan(euclideanDistance(rows[a]!, rows[p]!) / (2 * euclideanDistance(rows[n]!, centre)));
      return (angle * 180) / Math.PI > degrees;
    }),
  );
}

/** How likely each negative of an anchor is to be drawn; 0 for all where none is near enough. */
export function naiveDistanceWeights(
  batch: NaiveBatch,
  a: number,
  cutoff: number,
  beyond: number,
): Map<number, number> {
  const rows = batch.rows.map(unit);
  const D = rows[0]!.length;
  const weights = negativesOf(batch, a).map((n): [number, number] => {
    const d = Math.max(cutoff, euclideanDistance(rows[a]!, rows[n]!));
    const q = d ** (D - 2) * (1 - d ** 2 / 4) ** ((D - 3) / 2);
    return [n, d < beyond ? 1 / q : 0];
  });
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return new Map(weights.map(([n, weight]) => [n, total === 0 ? 0 : weight / total]));
}
