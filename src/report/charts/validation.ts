// ROC AUC and equal error rate on the validation classes, over the course of the training, and of pairs with scores their correlation
// with distances. Charts of their own and not one with several axes: their scales have nothing in common.

import type { Chart } from "../figure.js";
import { area, percent, shortPercent } from "../format.js";
import type { ReportHistoryEntry } from "../input.js";
import { every } from "../thin.js";
import { curve } from "./curve.js";
import type { Timeline } from "./timeline.js";

interface Measure {
  readonly title: string;
  readonly label: string;
  readonly of: (validation: NonNullable<ReportHistoryEntry["validation"]>) => number;
  readonly show: (value: number) => string;
  readonly tickFormat: (value: number) => string;
  readonly caption: string;
}

const auc: Measure = {
  title: "Validation AUC",
  label: "AUC",
  of: (validation) => validation.auc,
  show: area,
  tickFormat: (value) => String(Number(value.toFixed(4))),
  caption:
    "Chance that a same pair is nearer than a different pair, on classes that were not trained on. 1 is perfect, 0.5 is guessing.",
};

const eer: Measure = {
  title: "Validation equal error rate",
  label: "EER",
  of: (validation) => validation.eer,
  show: percent,
  tickFormat: shortPercent,
  caption:
    "Error at the threshold where as many different pairs are accepted as same pairs are rejected. 0 % is perfect, 50 % is guessing.",
};

const pearson: Measure = {
  title: "Validation Pearson correlation",
  label: "Pearson",
  of: (validation) => validation.pearson ?? NaN,
  show: area,
  tickFormat: (value) => String(Number(value.toFixed(4))),
  caption: "How distances follow the scores of held-out pairs. 1 is perfect, 0 is no better than guessing.",
};

/** The charts; none where fewer than two validations are known. */
export async function validationCharts(
  history: readonly ReportHistoryEntry[],
  timeline: Timeline,
): Promise<readonly Chart[]> {
  const charts = await Promise.all([pearson, auc, eer].map((measure) => validationChart(history, timeline, measure)));
  return charts.filter((chart) => chart !== undefined);
}

async function validationChart(
  history: readonly ReportHistoryEntry[],
  timeline: Timeline,
  { title, label, of, show, tickFormat, caption }: Measure,
): Promise<Chart | undefined> {
  const points = history.flatMap((entry) => {
    const y = entry.validation === undefined ? NaN : of(entry.validation);
    return Number.isFinite(y) ? [{ x: timeline.at(entry), y }] : [];
  });
  if (points.length < 2) return undefined;
  const [first, last] = [points[0]!, points.at(-1)!];
  const best = points.find(({ x }) => timeline.best !== undefined && x >= timeline.best);
  return {
    title,
    drawing: await curve({
      label,
      alternative:
        `${title} from ${show(first.y)} at ${timeline.unit} ${first.x} to ${show(last.y)} at ${timeline.unit} ${last.x}` +
        `${best === undefined ? "." : `; ${show(best.y)} in the best epoch.`}`,
      points,
      timeline,
      scale: "linear",
      tickFormat,
    }),
    caption,
    table: { columns: [timeline.unit, label], rows: every(points, 20).map(({ x, y }) => [x, show(y)]) },
  };
}
