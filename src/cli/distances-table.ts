// The comparison of distances as people read it: what the embeddings are like, a table with a distance a line, and one
// recommendation with its reason.

import type { DistanceComparison, DistanceFigures, EmbeddingProfile, Interval } from "../evaluation/index.js";
import { area, counted, listing, measure, percent, table } from "./figures.js";

export type CostedFigures = DistanceFigures & { readonly millisecondsPerMillion: number };
export type CostedComparison = Omit<DistanceComparison, "distances"> & { readonly distances: readonly CostedFigures[] };

export function distancesTable(comparison: CostedComparison): string {
  const { items, classes, pairs, distances, recommendation, skipped, over, units, queries } = comparison;
  const of = classes === undefined ? "" : ` of ${counted(classes, "class", "classes")}`;
  const judged = `${pairs.same + pairs.different} pairs, ${pairs.same} same and ${pairs.different} different`;
  const asked = queries > 0 ? `; ${counted(queries, "query", "queries")}` : "";
  const drawn = over === undefined ? "" : `; intervals are 95 %, over ${units} ${over}`;
  const lines = [
    `${counted(items, "item")}${of}; ${judged}${asked}${drawn}`,
    "",
    listing(profileLines(comparison.profile)),
    "",
    figuresTable(distances, recommendation.asGood),
    "",
    "* as good as the highest AUC, as far as these classes can tell. AUC again with: noise of half a standard deviation on every",
    "number; one number in a hundred moved by ten; a fifth of them set to 0. ms: for a million comparisons.",
    ...Object.entries(skipped).map(([label, reason]) => `left out: ${label}: ${reason}`),
    "",
    `Recommended: ${recommendation.label}`,
    ...wrapped(recommendation.reason, 100),
  ];
  return lines.join("\n");
}

function figuresTable(distances: readonly CostedFigures[], asGood: readonly string[]): string {
  const recall = distances.some(({ recallAt1 }) => recallAt1 !== undefined);
  const head = ["distance", "AUC", "95 %", "EER", "95 %", ...(recall ? ["recall@1", "95 %"] : [])];
  return table([
    [...head, "noise", "outliers", "dropped", "ms"],
    ...distances.map((figures) => [
      `${asGood.includes(figures.label) ? "*" : " "} ${figures.label}${figures.own ? " (trained with)" : ""}`,
      area(figures.auc),
      range(figures.intervals?.auc, (value) => value.toFixed(3)),
      percent(figures.eer),
      range(figures.intervals?.eer, bare),
      ...(recall ? [percent(figures.recallAt1 ?? NaN), range(figures.intervals?.recallAt1, bare)] : []),
      figures.disturbed.noise.toFixed(3),
      figures.disturbed.outliers.toFixed(3),
      figures.disturbed.dropped.toFixed(3),
      measure(figures.millisecondsPerMillion),
    ]),
  ]);
}

function profileLines(profile: EmbeddingProfile): [string, string][] {
  const { dimensions, effectiveRank, sparsity, negative, correlation, norm, scaleRatio, outliers } = profile;
  return [
    ["dimensions", `${dimensions}; they vary in ${measure(effectiveRank)} directions`],
    ["correlation", `mean |r| of two dimensions ${correlation.toFixed(2)}`],
    ["scales", `the most spread dimension ${measure(scaleRatio)} times the median one`],
    ["length", `${measure(norm.mean)}, varying by ${percent(norm.spread)}`],
    [
      "numbers",
      `${percent(sparsity)} zero, ${percent(negative)} negative, ${share(outliers)} far out (over 4 deviations)`,
    ],
  ];
}

/** Small shares keep their digits. */
function share(value: number): string {
  return `${Number((100 * value).toPrecision(2))} %`;
}

function bare(value: number): string {
  return (100 * value).toFixed(1);
}

function range(interval: Interval | undefined, show: (value: number) => string): string {
  return interval === undefined ? "" : `${show(interval[0])}-${show(interval[1])}`;
}

/** Lines of at most `width` letters, broken between words. */
function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last]! !== "" && lines[last]!.length + 1 + word.length > width) lines.push(word);
    else lines[last] = lines[last] === "" ? word : `${lines[last]!} ${word}`;
  }
  return lines;
}
