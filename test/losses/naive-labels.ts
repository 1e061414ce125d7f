// The losses on class labels once more, as plain loops over numbers in float64: what the graphs are compared with.

import {
  type Distance,
  cosineDistance,
  euclideanDistance,
  squaredEuclideanDistance,
} from "../../src/distances/index.js";
import { type NaivePair, type Rows, unit } from "./naive.js";

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
const hinge = (x: number): number => Math.max(0, x);
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * b[i]!));
const logSum = (logits: readonly number[]): number => {
  const top = Math.max(...logits);
  return top + Math.log(sum(logits.map((logit) => Math.exp(logit - top))));
};
const logOnePlus = (logits: readonly number[]): number => logSum([0, ...logits]);

/** A batch, and what each of its rows is near to. */
interface Naive {
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

function batchOf(rows: Rows, labels: readonly number[], between: Distance["between"] = cosineDistance): Naive {
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

type Labels = readonly number[];

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

/** h[r] = Σ max(0, 1 - |x - r|), r = 0 .. bins */
function triangles(values: readonly number[], bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, r) => sum(values.map((x) => hinge(1 - Math.abs(x - r)))));
}

function runningSums(values: readonly number[]): number[] {
  return values.map((_, r) => sum(values.slice(0, r + 1)));
}

export function naiveFastAp(rows: Rows, labels: Labels, bins: number): number {
  const { all, positives, negatives, s } = batchOf(rows, labels);
  const anchors = all.filter((i) => positives(i).length > 0);
  return mean(
    anchors.map((i) => {
      const place = (j: number): number => ((2 - 2 * s(i, j)) * bins) / 4;
      const ofPositives = triangles(positives(i).map(place), bins);
      const upTo = runningSums(ofPositives);
      const ofAll = runningSums(triangles([...positives(i), ...negatives(i)].map(place), bins));
      const terms = ofPositives.map((h, r) => (h === 0 ? 0 : (h * upTo[r]!) / ofAll[r]!));
      return 1 - sum(terms) / positives(i).length;
    }),
  );
}

export function naiveHistogram(rows: Rows, labels: Labels, bins: number): number {
  const { all, positives, negatives, s } = batchOf(rows, labels);
  const density = (partners: (i: number) => number[]): number[] => {
    const places = all.flatMap((i) =>
      partners(i)
        .filter((j) => j > i)
        .map((j) => ((s(i, j) + 1) * bins) / 2),
    );
    return triangles(places, bins).map((h) => h / Math.max(1, places.length));
  };
  return dot(density(negatives), runningSums(density(positives)));
}

export function naivePnp(rows: Rows, labels: Labels, anneal: number, cost: (before: number) => number): number {
  const { all, positives, negatives, s } = batchOf(rows, labels);
  const anchors = all.filter((i) => positives(i).length > 0);
  return mean(
    anchors.map((i) => {
      const before = (j: number): number =>
        sum(negatives(i).map((n) => 1 / (1 + Math.exp((s(i, j) - s(i, n)) / anneal))));
      return mean([i, ...positives(i)].map((j) => cost(before(j))));
    }),
  );
}

/** The first batch of a training. `weighing`: embeddings that the weights are computed from. */
export function naiveDynamicSoftMargin(
  rows: Rows,
  labels: Labels,
  { bins, triplets }: { readonly bins: number; readonly triplets: "hard" | "all" },
  weighing: Rows,
): number {
  const gapsOf = (of: Rows): number[] => {
    const { samePairs, negatives, d } = batchOf(of.map(unit), labels, euclideanDistance);
    if (triplets === "all") return samePairs.flatMap(([a, p]) => negatives(a).map((n) => d(a, p) - d(a, n)));
    return samePairs.map(([a, p]) => d(a, p) - Math.min(...[a, p].flatMap((i) => negatives(i).map((n) => d(i, n)))));
  };
  const place = (x: number): number => ((x + 2) * bins) / 4;
  const still = gapsOf(weighing);
  const histogram = triangles(still.map(place), bins);
  const share = runningSums(histogram.map((h) => h / sum(histogram)));
  return mean(gapsOf(rows).map((x, k) => share[Math.floor(place(still[k]!))]! * x));
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
