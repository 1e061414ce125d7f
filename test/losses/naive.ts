// The losses once more, as plain loops over numbers in float64: what the graphs are compared with.

import type { Distance } from "../../src/distances/index.js";

export type Rows = readonly (readonly number[])[];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * b[i]!));
export const unit = (a: readonly number[]): number[] => a.map((value) => value / Math.max(Math.sqrt(dot(a, a)), 1e-12));
const cosine = (a: readonly number[], b: readonly number[]): number => dot(unit(a), unit(b));

export interface NaivePair {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly same: boolean;
  /** How alike, 0..1, where pairs are graded. */
  readonly score?: number;
}

/** Every pair i < j of labelled rows. */
export function pairsOf(rows: Rows, labels: readonly number[]): NaivePair[] {
  return rows.flatMap((a, i) => rows.slice(i + 1).map((b, k) => ({ a, b, same: labels[i] === labels[i + 1 + k] })));
}

function overPairs(pairs: readonly NaivePair[], balance: boolean, cost: (pair: NaivePair) => number): number {
  if (!balance) return mean(pairs.map(cost));
  const half = (same: boolean): number => mean(pairs.filter((pair) => pair.same === same).map(cost)) / 2;
  return half(true) + half(false);
}

export function naiveContrastive(
  pairs: readonly NaivePair[],
  {
    distance,
    margin,
    positiveMargin = 0,
    balance,
  }: { distance: Distance; margin: number; positiveMargin?: number; balance: boolean },
): number {
  return overPairs(pairs, balance, ({ a, b, same }) => {
    const d = distance.between(a, b);
    return 0.5 * (same ? Math.max(0, d - positiveMargin) : Math.max(0, margin - d)) ** 2;
  });
}

export function naivePairClassifier(
  pairs: readonly NaivePair[],
  weights: readonly number[],
  bias: number,
  balance: boolean,
): number {
  return overPairs(pairs, balance, ({ a, b, same }) => {
    const d = sum(a.map((value, k) => Math.abs(weights[k]!) * Math.abs(value - b[k]!)));
    const p = 1 / (1 + Math.exp(d - bias));
    return -Math.log(same ? p : 1 - p);
  });
}

export interface NaiveTripletOptions {
  readonly distance: Distance;
  readonly margin: number;
  readonly mining: "all" | "hard" | "semi-hard";
  readonly soft?: boolean;
  readonly swap?: boolean;
  readonly average: "active" | "all";
}

/** Anchor, positive and negative rows of every triplet that counts. */
export function naiveTriplets(
  rows: Rows,
  labels: readonly number[],
  distance: Distance,
  mining: NaiveTripletOptions["mining"],
): [number, number, number][] {
  const all = rows.map((_, i) => i);
  const d = (i: number, j: number): number => distance.between(rows[i]!, rows[j]!);
  return all.flatMap((a): [number, number, number][] => {
    const positives = all.filter((i) => i !== a && labels[i] === labels[a]);
    const negatives = all.filter((i) => labels[i] !== labels[a]);
    const nearest = (rows: readonly number[]): number => rows.reduce((best, i) => (d(a, i) < d(a, best) ? i : best));
    const farthest = (rows: readonly number[]): number => rows.reduce((best, i) => (d(a, i) > d(a, best) ? i : best));
    if (positives.length === 0 || negatives.length === 0) return [];
    if (mining === "all") return positives.flatMap((p) => negatives.map((n): [number, number, number] => [a, p, n]));
    if (mining === "hard") return [[a, farthest(positives), nearest(negatives)]];
    return positives.map((p) => {
      const beyond = negatives.filter((n) => d(a, n) > d(a, p));
      return [a, p, beyond.length > 0 ? nearest(beyond) : farthest(negatives)];
    });
  });
}

export function naiveTriplet(rows: Rows, labels: readonly number[], options: NaiveTripletOptions): number {
  const { distance, margin, mining, soft = false, swap = false, average } = options;
  const d = (i: number, j: number): number => distance.between(rows[i]!, rows[j]!);
  const costs = naiveTriplets(rows, labels, distance, mining).map(([a, p, n]) => {
    const gap = d(a, p) - (swap ? Math.min(d(a, n), d(p, n)) : d(a, n)) + margin;
    return soft ? softplus(gap) : Math.max(0, gap);
  });
  return mean(average === "active" ? costs.filter((cost) => cost > 0) : costs);
}

export function naiveSupcon(rows: Rows, labels: readonly number[], temperature: number): number {
  const costs = rows.flatMap((row, i) => {
    const others = rows.map((_, k) => k).filter((k) => k !== i);
    const positives = others.filter((k) => labels[k] === labels[i]);
    if (positives.length === 0 || positives.length === others.length) return [];
    const s = (k: number): number => cosine(row, rows[k]!) / temperature;
    const total = Math.log(sum(others.map((k) => Math.exp(s(k)))));
    return [-mean(positives.map((p) => s(p) - total))];
  });
  return mean(costs);
}

export interface NaiveMultiSimilarityOptions {
  readonly alpha: number;
  readonly beta: number;
  readonly base: number;
  readonly epsilon?: number;
}

export function naiveMultiSimilarity(
  rows: Rows,
  labels: readonly number[],
  options: NaiveMultiSimilarityOptions,
): number {
  const { alpha, beta, base, epsilon } = options;
  return mean(
    rows.map((row, i) => {
      const s = (k: number): number => cosine(row, rows[k]!);
      const others = rows.map((_, k) => k).filter((k) => k !== i);
      let positives = others.filter((k) => labels[k] === labels[i]);
      let negatives = others.filter((k) => labels[k] !== labels[i]);
      if (epsilon !== undefined) {
        const [near, far] = [Math.max(...negatives.map(s)), Math.min(...positives.map(s))];
        positives = positives.filter((p) => s(p) < near + epsilon);
        negatives = negatives.filter((n) => s(n) > far - epsilon);
      }
      const pull = Math.log(1 + sum(positives.map((p) => Math.exp(-alpha * (s(p) - base))))) / alpha;
      return pull + Math.log(1 + sum(negatives.map((n) => Math.exp(beta * (s(n) - base))))) / beta;
    }),
  );
}
