// The calibration curve (reliability diagram): of the pairs that were given a probability, how many were the same? The bars below
// say how many pairs the point stands for.

import type { Chart } from "../figure.js";
import { count, decimal, percent, shortPercent } from "../format.js";
import type { ReportVerification } from "../input.js";
import { draw } from "./plot.js";

const size = { width: 440, height: 420 } as const;

/** Undefined where no calibration was judged. */
export async function calibrationChart({ calibration }: ReportVerification): Promise<Chart | undefined> {
  if (calibration === undefined || calibration.bins.length === 0) return undefined;
  const { ece, brier, bins } = calibration;
  const tallest = Math.max(...bins.map(({ weight }) => weight));
  return {
    title: "Calibration curve",
    drawing: await draw({
      alternative:
        `Calibration curve: probabilities are wrong by ${percent(ece.value)} on average. ` +
        bins.map((bin) => `Given ${percent(bin.probability, 0)}, ${percent(bin.same, 0)} are the same.`).join(" "),
      options: (plot) => ({
        ...size,
        x: { label: "probability given", domain: [0, 1], ticks: 5, tickFormat: shortPercent, grid: true },
        y: { label: "share that is the same", domain: [0, 1], ticks: 5, tickFormat: shortPercent, grid: true },
        marks: [
          plot.rectY(bins, {
            x1: ({ probability }: { probability: number }) => Math.max(0, probability - 0.012),
            x2: ({ probability }: { probability: number }) => Math.min(1, probability + 0.012),
            y: ({ weight }: { weight: number }) => (0.22 * weight) / tallest,
            fill: "var(--faint)",
            fillOpacity: 0.45,
          }),
          plot.line(
            [
              [0, 0],
              [1, 1],
            ],
            { stroke: "var(--faint)", strokeDasharray: "3 3" },
          ),
          plot.line(bins, { x: "probability", y: "same", stroke: "var(--same)", strokeWidth: 2 }),
          plot.dot(bins, {
            ...{ x: "probability", y: "same", r: 4.5, fill: "var(--same)", stroke: "var(--page)", strokeWidth: 1.5 },
          }),
        ],
      }),
    }),
    caption:
      `On the dashed line probabilities mean what they say; above it they are too low, below it too high. The grey bars show how many ` +
      `pairs each point stands for, same and different ones weighing alike. Expected calibration error ${percent(ece.value)}, Brier score ` +
      `${decimal(brier.value, 3)} (0 is perfect, 0.25 is knowing nothing).`,
    table: {
      columns: ["probability given", "the same", "pairs"],
      rows: bins.map((bin) => [percent(bin.probability), percent(bin.same), count(bin.pairs)]),
    },
  };
}
