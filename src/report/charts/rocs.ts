// The ROC curves of several models on one pair of axes, the false accept rate on a logarithmic one.

import type { Comparison } from "../../evaluation/compare.js";
import type { Chart } from "../figure.js";
import { area, shortPercent } from "../format.js";
import { html, shorten } from "../html.js";
import { visible } from "../thin.js";
import { draw } from "./plot.js";

const size = { width: 640, height: 460 } as const;
const lowest = 1e-4;
const dashes = ["none", "7 3", "2 3", "10 3 2 3"] as const;
/** As many as style.ts has colours for. */
const mostCurves = 8;

export async function rocsChart(models: Comparison["models"]): Promise<Chart | undefined> {
  const shown = models.slice(0, mostCurves);
  if (shown.every(({ roc }) => roc.length < 2)) return undefined;
  const smallest = Math.min(...shown.flatMap(({ roc }) => roc.map(({ far }) => far).filter((far) => far > 0)), 0.01);
  const left = Math.max(lowest, 10 ** Math.floor(Math.log10(smallest)));
  const place = (far: number): number => 1 - Math.log(Math.max(far, left)) / Math.log(left);
  const lines = shown.map(({ roc }) => {
    const points = roc.map(({ far, tar }) => ({ far: Math.max(far, left), tar }));
    return visible(points, ({ far, tar }) => [size.width * place(far), size.height * tar]);
  });
  return {
    title: "ROC curves",
    drawing: await draw({
      alternative: `ROC curves: ${shown.map(({ name, figures }) => `${name} with an area of ${area(figures["auc"]!)}`).join(", ")}.`,
      options: (plot) => ({
        ...size,
        x: {
          ...{
            label: "different pairs accepted",
            type: "log",
            domain: [left, 1],
            grid: true,
            tickFormat: shortPercent,
          },
          ticks: [0.0001, 0.001, 0.01, 0.1, 1].filter((tick) => tick >= left * 0.999),
        },
        y: { label: "same pairs accepted", domain: [0, 1], ticks: 5, tickFormat: shortPercent, grid: true },
        marks: lines.map((line, i) =>
          plot.line(line, {
            ...{ x: "far", y: "tar", stroke: `var(--class-${i})`, strokeWidth: 2 },
            strokeDasharray: dashes[i % dashes.length]!,
          }),
        ),
      }),
    }),
    key: html`<ul class="key">
      ${shown.map(
        ({ name }, i) =>
          html`<li>
            <svg viewBox="0 0 28 8" style="width: 28px" aria-hidden="true">
              <path
                d="M0 4H28"
                stroke="var(--class-${i})"
                stroke-width="2.5"
                stroke-dasharray="${dashes[i % dashes.length]!}"
              />
            </svg>
            <bdi>${shorten(name, 60)}</bdi>
          </li>`,
      )}
    </ul>`,
    caption: "The nearer a curve comes to the top left corner the better; the left edge is where strict systems work.",
  };
}
