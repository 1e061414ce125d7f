// An evaluation as a table: a figure a line, with its 95 % interval; what could not be measured says why.

import type { EvaluationResult, Interval, OfficialRunsResult } from "../evaluation/index.js";
import { area, counted, measure, percent, table } from "./figures.js";

/** A heading, or a figure under it. */
type Line = readonly [name: string, value?: string, interval?: string];

export function evaluationTable(result: EvaluationResult): string {
  const { items, classes, distance, skipped, spread } = result;
  const of = classes === undefined ? "" : ` of ${counted(classes, "class", "classes")}`;
  const lines: Line[] = [...verificationLines(result), ...oneShotLines(result), ...retrievalLines(result)];
  const reasons = Object.entries(skipped).map(
    ([part, reason]) => `no ${words[part] ?? part}: ${reason.replace(/^[\w-]+: /, "")}`,
  );
  if (spread.collapsed) reasons.unshift(`the embeddings have collapsed: ${spread.reason ?? "all alike"}`);
  const head = `${counted(items, "picture")}${of}; distance ${distance}; intervals are 95 %`;
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

const words: Readonly<Record<string, string>> = { oneShot: "one-shot trials" };

function verificationLines({ verification }: EvaluationResult): Line[] {
  if (verification === undefined) return [];
  const { auc, eer, tarAtFar, unresolvedFars, threshold, accuracyAtThreshold, pairs, intervals } = verification;
  const { same, different } = pairs;
  const stored: Line[] =
    threshold === undefined || accuracyAtThreshold === undefined
      ? []
      : [
          [
            `  accuracy at threshold ${measure(threshold)}`,
            percent(accuracyAtThreshold),
            range(intervals?.accuracyAtThreshold, percent),
          ],
        ];
  const tars = Object.entries(tarAtFar).map(([far, tar]): Line => {
    const unresolved = unresolvedFars.includes(far) ? " (too few pairs to tell)" : "";
    return [
      `  TAR at FAR ${Number((100 * Number(far)).toPrecision(6))} %${unresolved}`,
      percent(tar),
      range(intervals?.tarAtFar[far], percent),
    ];
  });
  return [
    [`verification: ${same + different} pairs, ${same} same and ${different} different`],
    ["  AUC", area(auc), range(intervals?.auc, area)],
    ["  EER", percent(eer), range(intervals?.eer, percent)],
    ...stored,
    ...tars,
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
  const { recallAt1, recallAt5, recallAt10, mapAtR, queries } = retrieval;
  return [
    [`retrieval: ${counted(queries, "query", "queries")}`],
    ["  recall@1", percent(recallAt1)],
    ["  recall@5", percent(recallAt5)],
    ["  recall@10", percent(recallAt10)],
    ["  MAP@R", area(mapAtR)],
  ];
}

function range(interval: Interval | undefined, show: (value: number) => string): string {
  return interval === undefined ? "" : `${show(interval[0])} to ${show(interval[1])}`;
}
