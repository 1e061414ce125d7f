// How the training went: loss, validation, learning rate.

import { learningRateChart } from "../charts/learning-rate.js";
import { lossChart } from "../charts/loss.js";
import { timeline } from "../charts/timeline.js";
import { validationCharts } from "../charts/validation.js";
import { absent, figure, section } from "../figure.js";
import { percent } from "../format.js";
import { html, type Html } from "../html.js";
import type { ReportInput } from "../input.js";

const again =
  ": the threshold, the calibration and all figures here are of it. What was kept is a second training, on everything, " +
  "held-out classes included, whose own errors nothing here has measured.";

export async function trainingSection({
  history,
  bestEpoch,
  bestFrom = 0,
  trainedAgain = false,
}: Pick<ReportInput, "history" | "bestEpoch" | "bestFrom" | "trainedAgain">): Promise<Html> {
  const axis = timeline(history, bestEpoch);
  const of = bestFrom > 0 ? `, of those after the first ${percent(bestFrom, 0)} of the training` : "";
  const charts = [
    await lossChart(history, axis),
    ...(await validationCharts(history, axis)),
    await learningRateChart(history, axis),
  ].filter((chart) => chart !== undefined);
  if (charts.length === 0) {
    return section(
      "training",
      "Training",
      absent("There is no course of training to show: no log, or one of a single line."),
    );
  }
  return section(
    "training",
    "Training",
    bestEpoch !== undefined &&
      html`<p>Epoch ${bestEpoch} did best in validation${of}${trainedAgain ? again : ", and was kept."}</p>`,
    html`<div class="charts">${charts.map(figure)}</div>`,
  );
}
