// The learning rate over the course of the training, where it changes.

import type { Chart } from "../figure.js";
import { decimal } from "../format.js";
import type { ReportHistoryEntry } from "../input.js";
import { every } from "../thin.js";
import { curve } from "./curve.js";
import type { Timeline } from "./timeline.js";

/** Undefined where the rate is unknown or constant: the settings say that. */
export async function learningRateChart(
  history: readonly ReportHistoryEntry[],
  { unit, at }: Timeline,
): Promise<Chart | undefined> {
  const entries = history.filter(({ learningRate }) => Number.isFinite(learningRate));
  const points = entries.map((entry) => ({ x: at(entry), y: entry.learningRate! }));
  const rates = points.map(({ y }) => y);
  if (new Set(rates).size < 2) return undefined;
  const [lowest, highest] = rates.reduce(
    ([low, high], y) => [Math.min(low, y), Math.max(high, y)],
    [Infinity, -Infinity],
  );
  return {
    title: "Learning rate",
    drawing: await curve({
      label: "learning rate",
      alternative: `Learning rate between ${decimal(lowest)} and ${decimal(highest)}, ending at ${decimal(rates.at(-1)!)}.`,
      points,
      timeline: { unit, at },
      scale: "linear",
      tickFormat: (rate) => decimal(rate, 2),
    }),
    caption: "How far one step moves the weights, as the schedule set it.",
    table: { columns: [unit, "learning rate"], rows: every(points, 20).map(({ x, y }) => [x, decimal(y)]) },
  };
}
