// How well same and different pairs are told apart: the ROC curve and the distances it comes from.

import { calibrationChart } from "../charts/calibration.js";
import { detChart } from "../charts/det.js";
import { errorsChart } from "../charts/errors.js";
import { histogramChart } from "../charts/histogram.js";
import { rocChart } from "../charts/roc.js";
import { absent, figure, section } from "../figure.js";
import { count, distanceText, percent } from "../format.js";
import { html, type Html } from "../html.js";
import type { ReportInput, ReportRocPoint } from "../input.js";

type Input = Pick<ReportInput, "metrics" | "distance" | "distances">;

export async function verificationSection(input: Input): Promise<Html> {
  const { verification } = input.metrics;
  const operatingPoint = verification?.operatingPoint ?? counted(input);
  const charts = [
    await histogramChart(input),
    await errorsChart(input),
    verification && (await rocChart(verification, operatingPoint, "linear")),
    verification && (await rocChart(verification, operatingPoint, "log")),
    verification && (await detChart(verification, operatingPoint)),
    verification && (await calibrationChart(verification)),
  ].filter((chart) => chart !== undefined);
  if (charts.length === 0) {
    return section(
      "verification",
      "Same or different",
      absent("No pairs were judged, so there is no ROC curve and no histogram."),
    );
  }
  return section(
    "verification",
    "Same or different",
    decision(input, operatingPoint),
    html`<div class="charts">${charts.map(figure)}</div>`,
  );
}

function decision({ distance, distances }: Input, point: ReportRocPoint | undefined): Html {
  const pairs = `${count(distances.same.length)} same and ${count(distances.different.length)} different pairs`;
  if (distance.threshold === undefined || point === undefined) {
    return html`<p>Distances of ${pairs}. No threshold was stored, so nothing is decided yet.</p>`;
  }
  return html`<p>
    Two items are taken for the same where their ${distance.name} distance is at most
    <strong>${distanceText(distance.threshold)}</strong>. That accepts
    <strong>${percent(point.trueAcceptRate)}</strong> of same pairs, and wrongly
    <strong>${percent(point.falseAcceptRate)}</strong> of different ones. Distances below: ${pairs}.
  </p>`;
}

/** What the threshold accepts of the distances at hand. */
function counted({ distance: { threshold }, distances }: Input): ReportRocPoint | undefined {
  if (threshold === undefined || distances.same.length === 0 || distances.different.length === 0) return undefined;
  const accepted = (values: ArrayLike<number>): number => {
    let within = 0;
    for (let i = 0; i < values.length; i++) if (values[i]! <= threshold) within++;
    return within / values.length;
  };
  return { trueAcceptRate: accepted(distances.same), falseAcceptRate: accepted(distances.different) };
}
