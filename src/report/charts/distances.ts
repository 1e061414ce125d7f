// How well each distance tells the pairs apart: its ROC AUC with the interval, best first. In blue those that are as good as the best,
// as far as the classes can tell.

import type { DistanceComparison } from "../../evaluation/compare-distances.js";
import type { Chart } from "../figure.js";
import { area } from "../format.js";
import { shorten } from "../html.js";
import { draw } from "./plot.js";

/** Undefined where there is nothing to compare. */
export async function distancesChart({ distances, recommendation }: DistanceComparison): Promise<Chart | undefined> {
  if (distances.length < 2) return undefined;
  const rows = distances.map(({ label, auc, intervals }) => {
    const [low, high] = intervals?.auc ?? [auc, auc];
    return { label: shorten(label, 26), auc, low, high, good: recommendation.asGood.includes(label) };
  });
  const colour = (row: { good: boolean }): string => (row.good ? "var(--same)" : "var(--faint)");
  const best = rows[0]!;
  const good = rows.filter((row) => row.good).map(({ label }) => label);
  const sentence = `Best: ${best.label}, ${area(best.auc)}; as good: ${good.join(", ")}.`;
  return {
    title: "ROC AUC by distance",
    scrolls: true,
    drawing: await draw({
      alternative: `ROC AUC of ${rows.length} distances with 95 % intervals. ${sentence}`,
      options: (plot) => ({
        width: 600,
        height: 70 + 24 * rows.length,
        marginLeft: 150,
        x: { label: "ROC AUC", labelAnchor: "center", labelArrow: "none", ticks: 5, grid: true, nice: true },
        y: { label: null, domain: rows.map(({ label }) => label), type: "band", padding: 0.2, tickSize: 0 },
        marks: [
          plot.ruleY(rows, { y: "label", x1: "low", x2: "high", strokeWidth: 2, stroke: colour }),
          plot.dot(rows, {
            ...{ x: "auc", y: "label", r: 4.5, stroke: "var(--page)", strokeWidth: 1.5, fill: colour },
            symbol: (row: { good: boolean }) => (row.good ? "circle" : "diamond"),
          }),
        ],
        // Colours and shapes are given as they are, not by a scale.
        color: { type: "identity" },
        symbol: { type: "identity" },
      }),
    }),
    caption:
      "Lines are 95 % intervals. Blue circles: as good as the best beyond chance; grey diamonds: worse. Intervals of two distances may " +
      "overlap and the difference be real all the same, because both judge the same pairs.",
  };
}
