// How the distances of same pairs and of different pairs are spread. Each kind is drawn as shares of its own number, since
// there are usually many more different pairs than same ones.

import type { Chart } from "../figure.js";
import { count, distanceText, percent, shortPercent } from "../format.js";
import type { Html } from "../html.js";
import type { ReportInput } from "../input.js";
import { finite, kindsKey, range, thresholdMarks } from "./distance-axis.js";
import { draw } from "./plot.js";

const bins = 44;

interface Edge {
  readonly x: number;
  readonly share: number;
}

/** Undefined where a kind has no finite distance. */
export async function histogramChart({
  distances,
  distance,
}: Pick<ReportInput, "distances" | "distance">): Promise<Chart | undefined> {
  const [same, different] = [finite(distances.same), finite(distances.different)];
  if (same.length === 0 || different.length === 0) return undefined;
  const { threshold } = distance;
  const [low, high] = range([same, different], threshold);
  const split = threshold === undefined ? "" : `; the threshold is ${distanceText(threshold)}`;
  return {
    title: "Distances of same and different pairs",
    drawing: await drawing(
      { same: outline(same, low, high), different: outline(different, low, high) },
      distance,
      [low, high],
      `Histogram of ${distance.name} distances: ${count(same.length)} same pairs around ${distanceText(at(same, 0.5))}, ` +
        `${count(different.length)} different pairs around ${distanceText(at(different, 0.5))}${split}.`,
    ),
    key: kindsKey("same", "different"),
    caption:
      "The less the two overlap, the better the embedding tells same from different. " +
      (threshold === undefined
        ? "No threshold was stored."
        : "Same pairs right of the threshold are wrongly rejected, different pairs left of it wrongly accepted."),
    table: {
      columns: ["part of the pairs", "same within", "different within"],
      rows: [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1].map((share) => [
        percent(share, 0),
        distanceText(at(same, share)),
        distanceText(at(different, share)),
      ]),
    },
  };
}

function drawing(
  { same, different }: { readonly same: readonly Edge[]; readonly different: readonly Edge[] },
  { name: distance, threshold }: ReportInput["distance"],
  [low, high]: readonly [number, number],
  alternative: string,
): Promise<Html> {
  const kinds = [
    { name: "different", edges: different, dashes: "6 3" },
    { name: "same", edges: same, dashes: "none" },
  ];
  const step = { x: "x", y: "share", curve: "step-after" } as const;
  return draw({
    alternative,
    options: (plot) => ({
      height: 420,
      x: { label: `${distance} distance`, domain: [low, high], ticks: 6 },
      y: { label: "share of its kind", grid: true, ticks: 5, tickFormat: shortPercent },
      marks: [
        ...kinds.map(({ name, edges }) => plot.areaY(edges, { ...step, fill: `var(--${name})`, fillOpacity: 0.28 })),
        ...kinds.map(({ name, edges, dashes }) =>
          plot.line(edges, { ...step, stroke: `var(--${name})`, strokeDasharray: dashes, strokeWidth: 1.8 }),
        ),
        plot.ruleY([0], { stroke: "var(--faint)" }),
        ...thresholdMarks(plot, threshold, low, high),
      ],
    }),
  });
}

/** Left edge and share of each bin, and the right end of the last. */
function outline(values: Float64Array, low: number, high: number): readonly Edge[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]! += 1;
  const edges = counts.map((pairs, i) => ({ x: low + (i * (high - low)) / bins, share: pairs / values.length }));
  return [...edges, { x: high, share: edges.at(-1)!.share }];
}

/** The distance that `share` of the ascending values are within. */
function at(values: Float64Array, share: number): number {
  return values[Math.floor((values.length - 1) * share)]!;
}
