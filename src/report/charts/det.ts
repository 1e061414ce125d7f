// The DET curve: both errors of every threshold against each other, on axes of the normal distribution. Where distances are about
// normal it is a straight line, and errors of 1 % and of 0.1 % have equal room.

import type { Markish } from "@observablehq/plot";
import { probit } from "../../core/statistics.js";
import { detPoints, type DetPoint } from "../../evaluation/det.js";
import type { Chart } from "../figure.js";
import { percent, shortPercent } from "../format.js";
import type { ReportRocPoint, ReportVerification } from "../input.js";
import { visible } from "../thin.js";
import { draw, type Plot } from "./plot.js";

const size = { width: 440, height: 420, marginLeft: 54 } as const;
const marks = [0.001, 0.01, 0.05, 0.2, 0.5, 0.8] as const;
/** The axes' ends; they begin nearer where the pairs resolve no less. */
const [least, most] = [0.001, 0.9];

/** Undefined where fewer than three thresholds make errors of both kinds. */
export async function detChart(
  { roc, eer }: ReportVerification,
  operatingPoint: ReportRocPoint | undefined,
): Promise<Chart | undefined> {
  const finite = roc.filter(({ falseAcceptRate, trueAcceptRate }) => Number.isFinite(falseAcceptRate + trueAcceptRate));
  const points = detPoints(finite.map(rates));
  if (points.length < 3) return undefined;
  const smallest = points.reduce((least, { far, frr }) => Math.min(least, far, frr), 1);
  const start = marks.findLast((mark) => mark <= Math.max(least, smallest)) ?? least;
  const domain = [probit(start), probit(most)] as [number, number];
  const place = (value: number): number => (value - domain[0]) / (domain[1] - domain[0]);
  const shown = points.filter(({ x, y }) => x >= domain[0] && x <= domain[1] && y >= domain[0] && y <= domain[1]);
  if (shown.length < 3) return undefined;
  const line = visible(shown, ({ x, y }) => [size.width * place(x), size.height * place(y)]);
  const dot = operatingPoint && detPoints([rates(operatingPoint)])[0];
  const axis = {
    domain,
    ticks: marks.filter((mark) => mark >= start).map(probit),
    tickFormat: (value: number) => shortPercent(marks.find((mark) => Math.abs(probit(mark) - value) < 1e-9) ?? NaN),
    grid: true,
  };
  return {
    title: "DET curve",
    drawing: await draw({
      alternative: `DET curve: where both errors are equal they are ${percent(eer.value)}.`,
      options: (plot) => ({
        ...size,
        x: { ...axis, label: "different pairs accepted" },
        y: { ...axis, label: "same pairs rejected" },
        marks: [
          plot.line(
            domain.map((end) => [end, end]),
            { stroke: "var(--faint)", strokeDasharray: "3 3" },
          ),
          plot.line(line, { x: "x", y: "y", stroke: "var(--same)", strokeWidth: 2 }),
          ...(dot === undefined ? [] : dotMarks(plot, dot)),
        ],
      }),
    }),
    caption:
      "Both errors of every threshold, on axes that give small errors room; nearer to the bottom left is better. On the dashed " +
      "line both errors are equal.",
    table: {
      columns: ["different accepted", "same rejected"],
      rows: marks.flatMap((mark) => {
        const point = points.findLast(({ far }) => far <= mark);
        return point === undefined ? [] : [[shortPercent(mark), percent(point.frr)]];
      }),
    },
  };
}

function rates({ falseAcceptRate, trueAcceptRate }: ReportRocPoint): { readonly far: number; readonly tar: number } {
  return { far: falseAcceptRate, tar: trueAcceptRate };
}

function dotMarks(plot: Plot, dot: DetPoint): Markish[] {
  const place = { x: "x", y: "y" } as const;
  return [
    plot.dot([dot], { ...place, r: 6, fill: "var(--ink)", stroke: "var(--page)", strokeWidth: 2 }),
    plot.text([dot], {
      ...{ ...place, text: () => "threshold", dx: 10, dy: -12, textAnchor: "start" },
      ...{ fill: "var(--ink)", stroke: "var(--page)", strokeWidth: 4 },
    }),
  ];
}
