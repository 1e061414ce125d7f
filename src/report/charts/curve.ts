// A value over the course of the training: what the charts of loss, learning rate, AUC and EER have in common. A line of
// means; where the log has more lines than fit, a band from the lowest to the highest value behind it.

import { count } from "../format.js";
import type { Html } from "../html.js";
import { buckets } from "../thin.js";
import { chart, draw } from "./plot.js";
import type { Timeline } from "./timeline.js";

/** Points in the drawing, at most: about one every two pixels. */
const resolution = 200;

export interface Curve {
  readonly label: string;
  readonly alternative: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly timeline: Timeline;
  /** Smallest and largest value of the vertical axis. @defaultValue those of the points */
  readonly domain?: readonly [number, number];
  /** @defaultValue logarithmic where all values are positive and span more than a factor of 100 */
  readonly scale?: "linear" | "log";
  readonly tickFormat?: (value: number) => string;
}

export async function curve({ label, alternative, points, timeline, domain, scale, tickFormat }: Curve): Promise<Html> {
  const line = buckets(points, resolution);
  const values = line.flatMap(({ low, high }) => [low, high]);
  const type = scale ?? (Math.min(...values) > 0 && Math.max(...values) > 100 * Math.min(...values) ? "log" : "linear");
  const best = line.find(({ x }) => timeline.best !== undefined && x >= timeline.best);
  return draw({
    alternative,
    options: (plot) => ({
      x: {
        label: timeline.unit,
        ticks: 5,
        tickFormat: count,
        ...(line.length === 1 && { domain: [line[0]!.x - 1, line[0]!.x + 1] }),
      },
      y: {
        label,
        type,
        grid: true,
        nice: true,
        ticks: type === "log" ? 4 : 5,
        ...(domain && { domain: [...domain] }),
        ...(tickFormat && { tickFormat }),
      },
      marks: [
        ...(points.length > line.length
          ? [plot.areaY(line, { x: "x", y1: "low", y2: "high", fill: "var(--same)", fillOpacity: 0.18 })]
          : []),
        ...(best === undefined ? [] : [plot.ruleX([best.x], { stroke: "var(--faint)", strokeDasharray: "3 3" })]),
        plot.lineY(line, { x: "x", y: "mean", stroke: "var(--same)", strokeWidth: 2 }),
        ...(line.length <= 40 ? [plot.dot(line, { x: "x", y: "mean", fill: "var(--same)", r: 2.5 })] : []),
        ...(best === undefined
          ? []
          : [
              plot.dot([best], {
                x: "x",
                y: "mean",
                fill: "var(--same)",
                stroke: "var(--page)",
                strokeWidth: 2,
                r: 5.5,
              }),
              plot.text([best], {
                x: "x",
                frameAnchor: "top",
                dy: -14,
                text: () => "best",
                fill: "var(--quiet)",
                fontSize: 12,
              }),
            ]),
      ],
      height: chart.height,
    }),
  });
}
