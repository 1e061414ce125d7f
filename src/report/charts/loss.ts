// Training loss over the course of the training.

import type { Chart } from "../figure.js";
import { decimal } from "../format.js";
import type { ReportHistoryEntry } from "../input.js";
import { every } from "../thin.js";
import { curve } from "./curve.js";
import type { Timeline } from "./timeline.js";

/** Undefined where fewer than two losses are known. */
export async function lossChart(
  history: readonly ReportHistoryEntry[],
  timeline: Timeline,
): Promise<Chart | undefined> {
  const entries = history.filter(({ loss }) => Number.isFinite(loss));
  if (entries.length < 2) return undefined;
  const points = entries.map((entry) => ({ x: timeline.at(entry), y: entry.loss! }));
  const [first, last] = [points[0]!, points.at(-1)!];
  return {
    title: "Training loss",
    drawing: await curve({
      label: "loss",
      alternative: `Training loss from ${decimal(first.y)} at ${timeline.unit} ${first.x} to ${decimal(last.y)} at ${timeline.unit} ${last.x}.`,
      points,
      timeline,
    }),
    caption:
      "What the training makes smaller. It should fall and level off; a loss that keeps falling while validation gets " +
      "worse is learning the training data by heart.",
    table: {
      columns: [timeline.unit, "loss"],
      rows: every(points, 20).map(({ x, y }) => [x, decimal(y)]),
    },
  };
}
