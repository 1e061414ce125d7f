// A labelled batch in plain numbers, and the arithmetic that the naive losses are written in.

import { type Distance, cosineDistance } from "../../src/distances/index.js";
import type { Rows } from "./naive.js";

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
export const hinge = (x: number): number => Math.max(0, x);
export const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * b[i]!));
export const logSum = (logits: readonly number[]): number => {
  const top = Math.max(...logits);
  return top + Math.log(sum(logits.map((logit) => Math.exp(logit - top))));
};
export const logOnePlus = (logits: readonly number[]): number => logSum([0, ...logits]);

/** A batch, and what each of its rows is near to. */
export interface Naive {
  readonly all: readonly number[];
  positives(i: number): number[];
  negatives(i: number): number[];
  /** Rows that have both. */
  readonly anchors: readonly number[];
  /** Pairs of an anchor and a positive, where the anchor has a negative. */
  readonly samePairs: readonly (readonly [number, number])[];
  d(i: number, j: number): number;
  /** Cosine similarity. */
  s(i: number, j: number): number;
}

export function batchOf(rows: Rows, labels: readonly number[], between: Distance["between"] = cosineDistance): Naive {
  const all = rows.map((_, i) => i);
  const positives = (i: number): number[] => all.filter((j) => j !== i && labels[j] === labels[i]);
  const negatives = (i: number): number[] => all.filter((j) => labels[j] !== labels[i]);
  const anchors = all.filter((i) => positives(i).length > 0 && negatives(i).length > 0);
  return {
    ...{ all, positives, negatives, anchors },
    samePairs: anchors.flatMap((a) => positives(a).map((p) => [a, p] as const)),
    d: (i, j) => between(rows[i]!, rows[j]!),
    s: (i, j) => 1 - cosineDistance(rows[i]!, rows[j]!),
  };
}

export type Labels = readonly number[];
