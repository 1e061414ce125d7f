// An evaluation as a table: a figure a line, with its 95 % interval; what could not be measured says why.

import type { EvaluationResult, Interval, OfficialRunsResult } from "../evaluation/index.js";
import { area, counted, measure, percent, table } from "./figures.js";

/** A heading, or a figure under it. */
type Line = readonly [name: string, value?: string, interval?: string];

/** `noun`: what the items are, one and many. */
export function evaluationTable(
  result: EvaluationResult,
  noun: readonly [one: string, many: string] = ["picture", "pictures"],
): string {
  const { items, classes, distance, skipped } = result;
  const of = classes === undefined ? "" : ` of ${counted(classes, "class", "classes")}`;
  const lines: Line[] = [
    ...verificationLines(result),
    ...gradedLines(result),
    ...oneShotLines(result),
    ...retrievalLines(result),
    ...clusteringLines(result),
  ];
  const reasons = Object.entries(skipped).map(
    ([part, reason]) => `no ${words[part] ?? part}: ${reason.replace(/^[\w-]+: /, "")}`,
  );
  const head = `${counted(items, ...noun)}${of}; distance ${distance}; intervals are 95 %`;
  return [
    head,
    "",
    table(lines.map((line) => line.map((cell) => cell ?? ""))),
    ...(reasons.length > 0 ? ["", ...reasons] : []),
  ].join("\n");
}

export function officialRunsTable({ error, accuracy, interval, trials, runs }: OfficialRunsResult): string {
  return table([
    [`official runs: ${counted(runs.length, "run")}, ${counted(trials, "trial")}`],
    ["  accuracy", percent(accuracy), range(interval, percent)],
    ["  error", percent(error), range([1 - interval[1], 1 - interval[0]], percent)],
  ]);
}

const words: Readonly<Record<string, string>> = { oneShot: "one-shot trials", graded: "graded similarity" };

function gradedLines({ graded }: EvaluationResult): Line[] {
  if (graded === undefined) return [];
  const { pearson, spearman, mseFitted, pairs, intervals } = graded;
  return [
    [`graded similarity: ${counted(pairs, "pair")}`],
    ["  Pearson", area(pearson), range(intervals?.pearson, area)],
    ["  Spearman", area(spearman), range(intervals?.spearman, area)],
    ["  MSE after the best line", area(mseFitted), range(intervals?.mseFitted, area)],
  ];
}

function verificationLines({ verification }: EvaluationResult): Line[] {
  if (verification === undefined) return [];
  const { auc, eer, averagePrecision, dPrime, pairs, intervals } = verification;
  const { same, different } = pairs;
  return [
    [`verification: ${same + different} pairs, ${same} same and ${different} different`],
    ["  AUC", area(auc), range(intervals?.auc, area)],
    ["  EER", percent(eer), range(intervals?.eer, percent)],
    ["  average precision", area(averagePrecision), range(intervals?.averagePrecision, area)],
    ...(dPrime === undefined ? [] : [["  d'", measure(dPrime), range(intervals?.dPrime, measure)] as const]),
    ...thresholdLines(verification),
    ...rateLines(verification),
    ...calibrationLines(verification),
  ];
}

type Verified = NonNullable<EvaluationResult["verification"]>;

function thresholdLines({
  threshold,
  accuracyAtThreshold,
  f1AtThreshold,
  mccAtThreshold,
  intervals,
}: Verified): Line[] {
  if (threshold === undefined) return [];
  return [
    [
      `  accuracy at threshold ${measure(threshold)}`,
      percent(accuracyAtThreshold!),
      range(intervals?.accuracyAtThreshold, percent),
    ],
    ["  F1 at it", area(f1AtThreshold!), range(intervals?.f1AtThreshold, area)],
    ["  MCC at it", area(mccAtThreshold!), range(intervals?.mccAtThreshold, area)],
  ];
}

function rateLines({ tarAtFar, unresolvedFars, pairs, intervals }: Verified): Line[] {
  return Object.entries(tarAtFar).map(([far, tar]): Line => {
    const needed = Math.ceil(1 / Number(far) - 1e-9);
    const unresolved = unresolvedFars.includes(far)
      ? ` (too few pairs to tell: ${pairs.different} different ones of ${needed})`
      : "";
    return [
      `  TAR at FAR ${Number((100 * Number(far)).toPrecision(6))} %${unresolved}`,
      percent(tar),
      range(intervals?.tarAtFar[far], percent),
    ];
  });
}

function calibrationLines({ calibration, intervals }: Verified): Line[] {
  if (calibration === undefined) return [];
  return [
    ["  calibration error (ECE)", percent(calibration.ece), range(intervals?.ece, percent)],
    ["  Brier score", area(calibration.brier), range(intervals?.brier, area)],
  ];
}

function oneShotLines({ oneShot }: EvaluationResult): Line[] {
  if (oneShot === undefined) return [];
  const { ways, shots, trials, withinGroup, accuracy, interval, meanAccuracy, meanInterval } = oneShot;
  const within = withinGroup ? ", classes of one group" : "";
  const byMean: Line[] =
    shots === 1 ? [] : [["  accuracy by class means", percent(meanAccuracy), range(meanInterval, percent)]];
  return [
    [`one-shot: ${ways} ways, ${counted(shots, "shot")}, ${trials} trials${within}`],
    ["  accuracy", percent(accuracy), range(interval, percent)],
    ...byMean,
  ];
}

function retrievalLines({ retrieval }: EvaluationResult): Line[] {
  if (retrieval === undefined) return [];
  const { recallAt, queries, intervals } = retrieval;
  const line = (name: string, key: "mapAtR" | "ndcg"): Line => {
    return [`  ${name}`, area(retrieval[key]), range(intervals?.[key], area)];
  };
  const recalls = new Map<number, readonly [value: number, interval: Interval | undefined]>();
  for (const [k, value] of Object.entries(recallAt)) recalls.set(Number(k), [value, intervals?.recallAt[k]]);
  for (const k of [1, 5, 10] as const) recalls.set(k, [retrieval[`recallAt${k}`], intervals?.[`recallAt${k}`]]);
  return [
    [`retrieval: ${counted(queries, "query", "queries")}`],
    ...[...recalls]
      .sort(([a], [b]) => a - b)
      .map(([k, [value, interval]]): Line => [`  recall@${k}`, percent(value), range(interval, percent)]),
    line("MAP@R", "mapAtR"),
    line("NDCG", "ndcg"),
  ];
}

function clusteringLines({ clustering }: EvaluationResult): Line[] {
  if (clustering === undefined) return [];
  const { nmi, ami, silhouette, clusters, items } = clustering;
  return [
    [`clustering: ${counted(items, "item")}, k-means with ${clusters} clusters`],
    ["  AMI", area(ami)],
    ["  NMI", area(nmi)],
    ["  silhouette of the classes", area(silhouette)],
  ];
}

function range(interval: Interval | undefined, show: (value: number) => string): string {
  return interval === undefined ? "" : `${show(interval[0])} to ${show(interval[1])}`;
}
