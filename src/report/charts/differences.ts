// How far each model lies from the first one in one figure, with the interval of the difference: where it leaves out 0 the
// difference is real. What is better lies to the right, whatever the figure.

import type { Difference } from "../../evaluation/compare.js";
import type { Chart } from "../figure.js";
import { type FigureKind, signed } from "../figure-names.js";
import { shorten } from "../html.js";
import { draw } from "./plot.js";

export interface NamedDifference {
  readonly model: string;
  readonly difference: Difference;
}

/** Undefined where nothing differs at all. */
export async function differencesChart(
  { name, show, better }: FigureKind,
  models: readonly NamedDifference[],
): Promise<Chart | undefined> {
  const rows = models.map(({ model, difference: { value, interval, real } }) => {
    const ends = interval.map((end) => better * end).sort((a, b) => a - b) as [number, number];
    return { model: shorten(model, 26), gain: better * value, low: ends[0], high: ends[1], real };
  });
  const widest = Math.max(...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  if (!(widest > 0)) return undefined;
  const sentence = models.map(({ model, difference: { value, interval, real } }) => {
    const range = `${signed(interval[0], show)} to ${signed(interval[1], show)}`;
    return `${model} ${signed(value, show)} (${range}), ${real ? "real" : "not shown to be real"}`;
  });
  return {
    title: name,
    drawing: await draw({
      alternative: `Difference in ${name} from the first model: ${sentence.join("; ")}.`,
      options: (plot) => ({
        height: 74 + 34 * rows.length,
        marginLeft: 16,
        x: {
          label: "worse ← than the first → better",
          labelAnchor: "center",
          labelArrow: "none",
          domain: [-widest * 1.08, widest * 1.08],
          ticks: 5,
          tickFormat: (value: number) => (value === 0 ? "0" : signed(value * better, show)),
          grid: true,
        },
        y: { axis: null, domain: rows.map(({ model }) => model), type: "band", padding: 0.2 },
        marks: [
          plot.ruleX([0], { stroke: "var(--ink)", strokeWidth: 1.2 }),
          plot.ruleY(rows, {
            ...{ y: "model", x1: "low", x2: "high", strokeWidth: 2 },
            stroke: (row: { real: boolean }) => (row.real ? "var(--same)" : "var(--faint)"),
          }),
          plot.dot(rows, {
            ...{ x: "gain", y: "model", r: 5, stroke: "var(--page)", strokeWidth: 1.5 },
            fill: (row: { real: boolean }) => (row.real ? "var(--same)" : "var(--faint)"),
          }),
          plot.text(rows, {
            ...{ y: "model", frameAnchor: "left", dy: -12, text: "model", textAnchor: "start", fill: "var(--quiet)" },
            ...{ stroke: "var(--page)", strokeWidth: 3 },
          }),
        ],
        // Colours are given as they are, not by a scale.
        color: { type: "identity" },
      }),
    }),
    caption: sentence.join("; ") + ".",
  };
}
