// A comparison as a table: a figure a line and a model a column, and below, for each model, how it differs from the first.

import type { Comparison } from "../evaluation/index.js";
import { area, counted, measure, percent, table } from "./figures.js";

type Show = (value: number) => string;

const shown: Readonly<Record<string, readonly [name: string, show: Show]>> = {
  auc: ["AUC", area],
  eer: ["EER", percent],
  averagePrecision: ["average precision", area],
  dPrime: ["d'", measure],
  accuracyAtThreshold: ["accuracy at threshold", percent],
  oneShot: ["one-shot accuracy", percent],
  recallAt1: ["recall@1", percent],
  mapAtR: ["MAP@R", area],
};

export function comparisonTable(comparison: Comparison): string {
  const { models, differences, against, items, pairs, over, units, skipped } = comparison;
  const keys = Object.keys(models[0]!.figures).filter((key) => lineOf(key) !== undefined);
  const figures = keys.map((key) => {
    const [name, show] = lineOf(key)!;
    return [name, ...models.map((model) => (model.figures[key] === undefined ? "" : show(model.figures[key])))];
  });
  const changes = differences.flatMap(({ model, figures: own }) => [
    [""],
    [`${model} less ${against}; 95 % intervals over ${units} ${over}`],
    ...keys
      .filter((key) => own[key] !== undefined)
      .map((key) => {
        const [name, show] = lineOf(key)!;
        const { value, interval, real } = own[key]!;
        const range = `${signed(interval[0], show)} to ${signed(interval[1], show)}`;
        return [`  ${name}`, signed(value, show), range, real ? "real" : "may be chance"];
      }),
  ]);
  return [
    `${counted(items, "picture")}; ${pairs.same} same and ${pairs.different} different pairs`,
    "",
    table([["", ...models.map(({ name }) => name)], ...figures]),
    table(changes),
    ...(skipped.length === 0 ? [] : ["", ...skipped]),
  ].join("\n");
}

function lineOf(key: string): readonly [name: string, show: Show] | undefined {
  const [, far] = /^tarAtFar\.(.+)$/.exec(key) ?? [];
  if (far !== undefined) return [`TAR at FAR ${Number((100 * Number(far)).toPrecision(6))} %`, percent];
  return Object.hasOwn(shown, key) ? shown[key] : undefined;
}

function signed(value: number, show: Show): string {
  return value < 0 ? `-${show(-value)}` : `+${show(value)}`;
}
