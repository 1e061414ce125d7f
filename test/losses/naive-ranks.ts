// The losses of ranks and histograms once more, as plain loops over numbers in float64.

import { euclideanDistance } from "../../src/distances/index.js";
import { type Labels, batchOf, dot, hinge, mean, sum } from "./naive-batch.js";
import { type Rows, unit } from "./naive.js";

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
