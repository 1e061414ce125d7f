// The ROC curve: share of same pairs accepted against share of different pairs accepted, over all thresholds. Drawn twice,
// because systems that verify work at false accept rates near 0, which a linear axis squeezes into its left edge.

import type { Markish } from "@observablehq/plot";
import type { Chart } from "../figure.js";
import { area, percent, shortPercent } from "../format.js";
import type { Html } from "../html.js";
import type { ReportRocPoint, ReportVerification } from "../input.js";
import { visible } from "../thin.js";
import { draw, type Plot } from "./plot.js";

/** Left end of the logarithmic axis, at the lowest. */
const smallestRate = 1e-4;
const size = { width: 440, height: 420, marginLeft: 48, marginRight: 20, marginTop: 22, marginBottom: 40 } as const;

/** The horizontal axis. */
interface Axis {
  readonly type: "linear" | "log";
  /** Its left end; rates below are drawn there. */
  readonly lowest: number;
  readonly ticks: readonly number[];
  /** Where a rate lies along it, 0..1. */
  readonly place: (rate: number) => number;
  readonly title: string;
  readonly caption: string;
}

/** Undefined where the curve has fewer than two points. */
export async function rocChart(
  { roc, rocBand = [], auc, eer }: ReportVerification,
  operatingPoint: ReportRocPoint | undefined,
  scale: "linear" | "log",
): Promise<Chart | undefined> {
  const points = ordered(roc);
  if (points.length < 2) return undefined;
  const axis = scale === "linear" ? linear() : logarithmic(points);
  const atThreshold =
    operatingPoint &&
    `; at the threshold ${percent(operatingPoint.trueAcceptRate)} of same and ${percent(operatingPoint.falseAcceptRate)} ` +
      "of different pairs are accepted";
  return {
    title: axis.title,
    drawing: await drawing(
      { points, band: rocBand },
      operatingPoint,
      axis,
      `${axis.title}: area under the curve ${area(auc.value)}, equal error rate ${percent(eer.value)}${atThreshold ?? ""}.`,
    ),
    caption:
      rocBand.length > 0 ? `${axis.caption} The band is the 95${"\u202f"}% interval at each rate.` : axis.caption,
    table: { columns: ["different pairs accepted", "same pairs accepted"], rows: rows(points) },
  };
}

function linear(): Axis {
  return {
    type: "linear",
    lowest: 0,
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    place: (rate) => rate,
    title: "ROC curve",
    caption:
      "Each point is a threshold. The nearer the curve comes to the top left corner the better; the dashed line is guessing. " +
      "The dot is where the stored threshold works.",
  };
}

/** Begins at the power of ten at or below the smallest rate above 0 that the data resolve. */
function logarithmic(points: readonly ReportRocPoint[]): Axis {
  const smallest = points.find(({ falseAcceptRate }) => falseAcceptRate > 0)?.falseAcceptRate ?? 0.01;
  const lowest = Math.min(0.01, Math.max(smallestRate, 10 ** Math.floor(Math.log10(smallest))));
  return {
    type: "log",
    lowest,
    ticks: [0.0001, 0.001, 0.01, 0.1, 1].filter((tick) => tick >= lowest),
    place: (rate) => 1 - Math.log(Math.max(rate, lowest)) / Math.log(lowest),
    title: "ROC curve at low false accept rates",
    caption:
      "The same curve with the left edge stretched: how many same pairs still pass where only one different pair in 100 or " +
      "1000 may.",
  };
}

async function drawing(
  {
    points,
    band,
  }: { readonly points: readonly ReportRocPoint[]; readonly band: NonNullable<ReportVerification["rocBand"]> },
  operatingPoint: ReportRocPoint | undefined,
  { type, lowest, ticks, place }: Axis,
  alternative: string,
): Promise<Html> {
  const onAxis = (point: ReportRocPoint): ReportRocPoint => ({
    ...point,
    falseAcceptRate: Math.max(point.falseAcceptRate, lowest),
  });
  const line = visible(points.map(onAxis), ({ falseAcceptRate, trueAcceptRate }) => [
    size.width * place(falseAcceptRate),
    size.height * trueAcceptRate,
  ]);
  const chance = Array.from({ length: 101 }, (_, i) => (type === "linear" ? i / 100 : lowest ** (1 - i / 100)));
  return draw({
    alternative,
    options: (plot) => ({
      ...size,
      x: { label: "different pairs accepted", domain: [lowest, 1], type, ticks, tickFormat: shortPercent, grid: true },
      y: { label: "same pairs accepted", domain: [0, 1], ticks: 5, tickFormat: shortPercent, grid: true },
      marks: [
        plot.line(
          chance.map((x) => [x, x]),
          { stroke: "var(--faint)", strokeDasharray: "3 3" },
        ),
        plot.areaY(
          band.filter(({ falseAcceptRate }) => falseAcceptRate > lowest * 0.999),
          { x: "falseAcceptRate", y1: "low", y2: "high", fill: "var(--same)", fillOpacity: 0.18 },
        ),
        plot.line(line, { x: "falseAcceptRate", y: "trueAcceptRate", stroke: "var(--same)", strokeWidth: 2 }),
        ...(operatingPoint ? dotMarks(plot, onAxis(operatingPoint), place) : []),
      ],
    }),
  });
}

/** The dot of the threshold, its name below and right of it, where a curve that rises to the top left leaves room. */
function dotMarks(plot: Plot, point: ReportRocPoint, place: (rate: number) => number): Markish[] {
  const atRight = place(point.falseAcceptRate) > 0.82;
  const position = { x: "falseAcceptRate", y: "trueAcceptRate" };
  return [
    plot.dot([point], { ...position, r: 6, fill: "var(--ink)", stroke: "var(--page)", strokeWidth: 2 }),
    plot.text([point], {
      ...position,
      text: () => "threshold",
      dx: atRight ? 8 : 10,
      dy: point.trueAcceptRate > 0.1 ? (atRight ? 26 : 18) : -14,
      textAnchor: atRight ? "end" : "start",
      fill: "var(--ink)",
      stroke: "var(--page)",
      strokeWidth: 4,
    }),
  ];
}

/** Finite points by rising rates, from (0, 0) to (1, 1). */
function ordered(roc: readonly ReportRocPoint[]): readonly ReportRocPoint[] {
  const finite = roc.filter(({ falseAcceptRate, trueAcceptRate }) => Number.isFinite(falseAcceptRate + trueAcceptRate));
  if (finite.length === 0) return [];
  const corners = [
    { falseAcceptRate: 0, trueAcceptRate: 0 },
    { falseAcceptRate: 1, trueAcceptRate: 1 },
  ];
  return [...finite, ...corners].sort(
    (a, b) => a.falseAcceptRate - b.falseAcceptRate || a.trueAcceptRate - b.trueAcceptRate,
  );
}

/** The curve at round false accept rates: the largest true accept rate not beyond each. */
function rows(points: readonly ReportRocPoint[]): readonly (readonly string[])[] {
  return [0.0001, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((limit) => {
    const point = points.findLast(({ falseAcceptRate }) => falseAcceptRate <= limit);
    return [shortPercent(limit), percent(point?.trueAcceptRate ?? 0)];
  });
}
