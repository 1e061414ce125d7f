// Recall at k: how often the k nearest items hold one of the probe's class, for every k. On a logarithmic axis, because the first
// few matter most.

import type { Chart } from "../figure.js";
import { count, percent, shortPercent } from "../format.js";
import type { ReportMetrics } from "../input.js";
import { draw } from "./plot.js";

const ticks = [1, 2, 5, 10, 20, 50, 100];

/** Undefined where fewer than three k are known. */
export async function recallChart({ retrieval }: ReportMetrics): Promise<Chart | undefined> {
  const curve = retrieval?.recallCurve ?? [];
  if (curve.length < 3) return undefined;
  const points = curve.map((recall, i) => ({ k: i + 1, recall }));
  const [first, last] = [points[0]!, points.at(-1)!];
  const low = Math.max(0, Math.floor(10 * first.recall - 1) / 10);
  return {
    title: "Recall at k",
    drawing: await draw({
      alternative: `Recall at k, from ${percent(first.recall)} at 1 to ${percent(last.recall)} at ${last.k}.`,
      options: (plot) => ({
        height: 300,
        x: {
          label: "nearest items looked at, k",
          type: "log",
          domain: [1, last.k],
          ticks: ticks.filter((tick) => tick <= last.k),
          tickFormat: count,
          grid: true,
        },
        y: {
          label: "probes with one of their class among them",
          domain: [low, 1],
          ticks: 5,
          tickFormat: shortPercent,
          grid: true,
        },
        marks: [
          plot.line(points, { x: "k", y: "recall", stroke: "var(--same)", strokeWidth: 2 }),
          plot.dot(
            points.filter(({ k }) => ticks.includes(k)),
            { x: "k", y: "recall", r: 4, fill: "var(--same)", stroke: "var(--page)", strokeWidth: 1.5 },
          ),
        ],
      }),
    }),
    caption:
      "How often the k nearest items hold at least one of the probe's class. The vertical axis may begin above 0.",
    table: {
      columns: ["k", "recall"],
      rows: points.filter(({ k }) => ticks.includes(k)).map(({ k, recall }) => [count(k), percent(recall)]),
    },
  };
}
