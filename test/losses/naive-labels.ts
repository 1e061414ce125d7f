// The losses on class labels once more, as plain loops over numbers in float64: what the graphs are compared with.

import { euclideanDistance, squaredEuclideanDistance } from "../../src/distances/index.js";
import { type Naive, type Labels, batchOf, dot, hinge, logOnePlus, logSum, mean, sum } from "./naive-batch.js";
import { type NaivePair, type Rows, unit } from "./naive.js";

export function naiveNtXent(
  rows: Rows,
  labels: Labels,
  temperature: number,
  denominator: "negatives" | "others",
): number {
  const { samePairs, positives, negatives, s } = batchOf(rows, labels);
  return mean(
    samePairs.map(([a, p]) => {
      const among = denominator === "negatives" ? [p, ...negatives(a)] : [...positives(a), ...negatives(a)];
      return logSum(among.map((k) => s(a, k) / temperature)) - s(a, p) / temperature;
    }),
  );
}

/** `weighing`: embeddings that the weights are computed from, which have no gradient. */
export function naiveCircle(rows: Rows, labels: Labels, m: number, gamma: number, weighing: Rows): number {
  const { anchors, positives, negatives, s } = batchOf(rows, labels);
  const { s: still } = batchOf(weighing, labels);
  return mean(
    anchors.map((a) => {
      const push = negatives(a).map((n) => gamma * hinge(still(a, n) + m) * (s(a, n) - m));
      const pull = positives(a).map((p) => -gamma * hinge(1 + m - still(a, p)) * (s(a, p) - (1 - m)));
      return logOnePlus([logSum(push) + logSum(pull)]);
    }),
  );
}

export function naiveLifted(rows: Rows, labels: Labels, negMargin: number, posMargin: number): number {
  const { samePairs, negatives, d } = batchOf(rows, labels, euclideanDistance);
  return mean(
    samePairs.map(([a, p]) => {
      const near = [a, p].flatMap((i) => negatives(i).map((n) => negMargin - d(i, n)));
      return hinge(logSum(near) + d(a, p) - posMargin) ** 2 / 2;
    }),
  );
}

export function naiveGeneralisedLifted(rows: Rows, labels: Labels, negMargin: number, posMargin: number): number {
  const { anchors, positives, negatives, d } = batchOf(rows, labels, euclideanDistance);
  return mean(
    anchors.map((a) => {
      const pull = logSum(positives(a).map((p) => d(a, p) - posMargin));
      return hinge(pull + logSum(negatives(a).map((n) => negMargin - d(a, n))));
    }),
  );
}

export function naiveNca(rows: Rows, labels: Labels, scale: number): number {
  const { anchors, positives, negatives, d } = batchOf(rows, labels, squaredEuclideanDistance);
  return mean(
    anchors.map((a) => {
      const chance = (k: number): number => Math.exp(-scale * d(a, k));
      return -Math.log(sum(positives(a).map(chance)) / sum([...positives(a), ...negatives(a)].map(chance)));
    }),
  );
}

export function naiveNPairs(rows: Rows, labels: Labels): number {
  const { all, positives } = batchOf(rows, labels);
  const pairs = all.flatMap((i) => {
    const partners = positives(i);
    return partners.length > 0 && partners.every((j) => j > i) ? [[i, partners[0]!] as const] : [];
  });
  return mean(
    pairs.map(([a, own]) => logSum(pairs.map(([, p]) => dot(rows[a]!, rows[p]!))) - dot(rows[a]!, rows[own]!)),
  );
}

export function naiveAngular(rows: Rows, labels: Labels, alpha: number, normaliseNegatives: boolean): number {
  const { samePairs, negatives } = batchOf(rows, labels);
  const tangent = Math.tan((alpha * Math.PI) / 180) ** 2;
  const x = rows.map(unit);
  return mean(
    samePairs.map(([a, p]) => {
      const middle = x[a]!.map((value, k) => value + x[p]![k]!);
      const terms = negatives(a).map((n) => {
        const negative = normaliseNegatives ? x[n]! : rows[n]!;
        return 4 * tangent * dot(middle, negative) - 2 * (1 + tangent) * dot(x[a]!, x[p]!);
      });
      return logOnePlus(terms);
    }),
  );
}

export function naiveTupletMargin(rows: Rows, labels: Labels, margin: number, scale: number): number {
  const { samePairs, negatives, s } = batchOf(rows, labels);
  return mean(
    samePairs.map(([a, p]) => {
      const own = Math.cos(Math.acos(s(a, p)) - (margin * Math.PI) / 180);
      return logOnePlus(negatives(a).map((n) => scale * (s(a, n) - own)));
    }),
  );
}

export function naiveIntraPairVariance(rows: Rows, labels: Labels, posEps: number, negEps: number): number {
  const { all, positives, negatives, s } = batchOf(rows, labels);
  const same = all.flatMap((i) => positives(i).map((j) => s(i, j)));
  const different = all.flatMap((i) => negatives(i).map((j) => s(i, j)));
  const behind = same.map((value) => hinge((1 - posEps) * mean(same) - value) ** 2);
  const ahead = different.map((value) => hinge(value - (1 + negEps) * mean(different)) ** 2);
  return mean(behind) + mean(ahead);
}

export interface NaiveMarginLoss {
  readonly margin: number;
  /** Of each class. */
  readonly beta: (label: number) => number;
  readonly nu: number;
}

export function naiveMarginLoss(rows: Rows, labels: Labels, { margin, beta, nu }: NaiveMarginLoss): number {
  const { samePairs, negatives, d } = batchOf(rows, labels, euclideanDistance);
  let [total, divisor] = [0, 0];
  for (const [a, p] of samePairs) {
    for (const n of negatives(a)) {
      const boundary = beta(labels[a]!);
      const costs = [hinge(d(a, p) - boundary + margin), hinge(boundary - d(a, n) + margin)];
      total += sum(costs);
      divisor += costs.filter((cost) => cost > 0).length;
    }
  }
  return total / Math.max(1, divisor) + nu * mean(labels.map(beta));
}

export interface NaiveRankedList {
  readonly margin: number;
  readonly tn: number;
  readonly tp: number;
  readonly imbalance: number;
  readonly alpha: number;
}

export function naiveRankedList(rows: Rows, labels: Labels, options: NaiveRankedList): number {
  const { all, positives, negatives, d } = batchOf(rows, labels, euclideanDistance);
  const { margin, tn, tp, imbalance, alpha } = options;
  const weighted = (gaps: readonly number[], temperature: number): number => {
    const costly = gaps.filter((gap) => gap > 0);
    const weights = costly.map((gap) => Math.exp(temperature * gap));
    return dot(weights, costly) / (sum(weights) + all.length * 1e-5);
  };
  return mean(
    all.map((i) => {
      const pull = weighted(
        positives(i).map((p) => d(i, p) - (alpha - margin)),
        tp,
      );
      const push = weighted(
        negatives(i).map((n) => alpha - d(i, n)),
        tn,
      );
      return (1 - imbalance) * pull + imbalance * push;
    }),
  );
}

export interface NaiveThresholds {
  readonly lambdaPlus: number;
  readonly lambdaMinus: number;
  readonly marginPlus: number;
  readonly marginMinus: number;
}

export function naiveThresholdConsistentMargin(rows: Rows, labels: Labels, options: NaiveThresholds): number {
  const { all, positives, negatives, s } = batchOf(rows, labels);
  const { lambdaPlus, lambdaMinus, marginPlus, marginMinus } = options;
  const pull = all.flatMap((i) => positives(i).map((j) => marginPlus - s(i, j))).filter((cost) => cost > 0);
  const push = all.flatMap((i) => negatives(i).map((j) => s(i, j) - marginMinus)).filter((cost) => cost > 0);
  return lambdaPlus * mean(pull) + lambdaMinus * mean(push);
}

export function naiveInstance(
  rows: Rows,
  labels: Labels,
  gamma: number,
  target: (i: number, batch: Naive) => readonly number[],
): number {
  const batch = batchOf(rows, labels);
  const logit = (i: number, j: number): number => gamma * batch.s(i, j);
  return mean(
    batch.all.map((i) => logSum(batch.all.map((j) => logit(i, j))) - logSum(target(i, batch).map((j) => logit(i, j)))),
  );
}

/** Every pair of labelled rows, in both orders. */
export function directedPairs(rows: Rows, labels: Labels): NaivePair[] {
  return rows.flatMap((a, i) => rows.flatMap((b, j) => (i === j ? [] : [{ a, b, same: labels[i] === labels[j] }])));
}

export function naiveSignalToNoise(pairs: readonly NaivePair[], negMargin: number, posMargin: number): number {
  const variance = (x: readonly number[]): number => mean(x.map((value) => (value - mean(x)) ** 2));
  const costs = (same: boolean): number[] =>
    pairs
      .filter((pair) => pair.same === same)
      .map(({ a, b }) => variance(b.map((value, k) => value - a[k]!)) / variance(a))
      .map((d) => hinge(same ? d - posMargin : negMargin - d))
      .filter((cost) => cost > 0);
  return mean(costs(true)) + mean(costs(false));
}
