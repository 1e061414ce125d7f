// What other thresholds would do: the share of same pairs rejected and of different pairs accepted at each distance. Where
// the two curves cross is the equal error rate.

import type { Chart } from "../figure.js";
import { distanceText, percent, shortPercent } from "../format.js";
import type { ReportInput } from "../input.js";
import { visible } from "../thin.js";
import { draw } from "./plot.js";
import { finite, kindsKey, range, thresholdMarks } from "./distance-axis.js";

const size = { width: 440, height: 420 } as const;
/** Thresholds tried along the axis. */
const steps = 400;

interface Point {
  readonly threshold: number;
  readonly rejected: number;
  readonly accepted: number;
}

/** Undefined where a kind has no finite distance. */
export async function errorsChart({
  distances,
  distance,
}: Pick<ReportInput, "distances" | "distance">): Promise<Chart | undefined> {
  const [same, different] = [finite(distances.same), finite(distances.different)];
  if (same.length === 0 || different.length === 0) return undefined;
  const [low, high] = range([same, different], distance.threshold);
  const at = (threshold: number): Point => ({
    threshold,
    rejected: 1 - within(same, threshold),
    accepted: within(different, threshold),
  });
  const points = Array.from({ length: steps + 1 }, (_, i) => at(low + (i * (high - low)) / steps));
  const crossing = points.find(({ rejected, accepted }) => accepted >= rejected)!;
  const line = (key: "rejected" | "accepted"): readonly Point[] =>
    visible(points, (point) => [size.width * ((point.threshold - low) / (high - low)), size.height * point[key]]);
  return {
    title: "Errors at other thresholds",
    drawing: await draw({
      alternative:
        `Errors by threshold: the two kinds are equal at a ${distance.name} distance of about ${distanceText(crossing.threshold)}, ` +
        `where ${percent(crossing.rejected)} of same pairs are rejected and ${percent(crossing.accepted)} of different pairs accepted.`,
      options: (plot) => ({
        ...size,
        x: { label: `threshold (${distance.name} distance)`, domain: [low, high], ticks: 6 },
        y: {
          label: "errors of each kind",
          domain: [0, 1],
          grid: true,
          ticks: 5,
          tickFormat: shortPercent,
        },
        marks: [
          plot.ruleY([0], { stroke: "var(--faint)" }),
          ...thresholdMarks(plot, distance.threshold, low, high),
          plot.line(line("accepted"), {
            x: "threshold",
            y: "accepted",
            stroke: "var(--different)",
            strokeWidth: 2,
            strokeDasharray: "6 3",
          }),
          plot.line(line("rejected"), { x: "threshold", y: "rejected", stroke: "var(--same)", strokeWidth: 2 }),
        ],
      }),
    }),
    key: kindsKey("same pairs rejected", "different pairs accepted"),
    caption:
      "A smaller threshold accepts fewer different pairs and rejects more same ones. Choose it by which error costs more.",
    table: {
      columns: ["threshold", "same rejected", "different accepted"],
      rows: Array.from({ length: 11 }, (_, i) => points[(i * steps) / 10]!).map((point) => [
        distanceText(point.threshold),
        percent(point.rejected),
        percent(point.accepted),
      ]),
    },
  };
}

/** Share of the ascending `values` that are at most `limit`. */
function within(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low / values.length;
}
