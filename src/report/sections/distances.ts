// Which distance suits the embeddings: the recommendation with its reason, each distance's figures, and how it bears disturbances.

import type { DistanceComparison, DistanceFigures } from "../../evaluation/compare-distances.js";
import { distancesChart } from "../charts/distances.js";
import { figure, section, tableOf } from "../figure.js";
import { area, count, counted, decimal, percent } from "../format.js";
import { html, shorten, type Html } from "../html.js";

/** Undefined where distances were not compared. */
export async function distancesSection(comparison: DistanceComparison | undefined): Promise<Html | undefined> {
  if (comparison === undefined) return undefined;
  const { pairs, profile, recommendation, distances, skipped } = comparison;
  const chart = await distancesChart(comparison);
  return section(
    "distances",
    "Distances",
    html`<p>Recommended: <strong>${recommendation.label}</strong>. ${recommendation.reason}</p>`,
    chart && html`<div class="wide">${figure(chart)}</div>`,
    tableOf(figuresTable(distances), "Distances"),
    html`<p class="quiet">
      ${counted(pairs.same, "same pair")} and ${count(pairs.different)} different ones. The AUC again with noise of half
      a standard deviation on every number, with one number in a hundred moved by ten, and with a fifth of them set to
      0. The embeddings have ${count(profile.dimensions)} dimensions and vary in ${decimal(profile.effectiveRank, 3)}
      directions.
    </p>`,
    Object.entries(skipped).map(
      ([label, reason]) => html`<p class="quiet">Left out: ${label}: ${shorten(reason, 300)}.</p>`,
    ),
  );
}

function figuresTable(distances: readonly DistanceFigures[]): Parameters<typeof tableOf>[0] {
  const recall = distances.some(({ recallAt1 }) => recallAt1 !== undefined);
  const range = (interval: readonly [number, number] | undefined): string =>
    interval === undefined ? "" : `${area(interval[0])} to ${area(interval[1])}`;
  return {
    columns: ["distance", "AUC", "95 %", "EER", ...(recall ? ["recall at 1"] : []), "noise", "outliers", "dropped"],
    rows: distances.map(({ label, own, auc, intervals, eer, recallAt1, disturbed }) => [
      own ? html`<strong>${label}</strong> (trained with)` : label,
      area(auc),
      range(intervals?.auc),
      percent(eer),
      ...(recall ? [recallAt1 === undefined ? "" : percent(recallAt1)] : []),
      area(disturbed.noise),
      area(disturbed.outliers),
      area(disturbed.dropped),
    ]),
  };
}
