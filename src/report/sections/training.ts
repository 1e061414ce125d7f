// How the training went: loss, validation, learning rate.

import { learningRateChart } from "../charts/learning-rate.js";
import { lossChart } from "../charts/loss.js";
import { timeline } from "../charts/timeline.js";
import { validationCharts } from "../charts/validation.js";
import { absent, figure, section } from "../figure.js";
import { html, type Html } from "../html.js";
import type { ReportInput } from "../input.js";

export async function trainingSection({
  history,
  bestEpoch,
}: Pick<ReportInput, "history" | "bestEpoch">): Promise<Html> {
  const axis = timeline(history, bestEpoch);
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
      html`<p>The model of epoch ${bestEpoch} was kept: the one that did best in validation.</p>`,
    html`<div class="charts">${charts.map(figure)}</div>`,
  );
}
