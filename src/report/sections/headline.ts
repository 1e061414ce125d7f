// The figures a reader looks for first, each with its 95 % interval and, where there is one, the same figure of a baseline.

import { absent, section } from "../figure.js";
import { area, count, decimal, interval, percent, shortPercent } from "../format.js";
import { html, shorten, type Html } from "../html.js";
import type { ReportFigure, ReportMetrics } from "../input.js";

interface Tile {
  readonly name: string;
  readonly figure: ReportFigure | undefined;
  readonly show: (value: number) => string;
  readonly meaning: string;
}

export function headlineSection(metrics: ReportMetrics): Html {
  const tiles = [
    ...gradedTiles(metrics),
    ...verificationTiles(metrics),
    ...oneShotTiles(metrics),
    ...retrievalTiles(metrics),
  ];
  const notes = (metrics.notes ?? []).slice(0, 20).map((note) => html`<p class="quiet">${shorten(note, 400)}</p>`);
  const known = tiles.flatMap(({ figure, ...tile }) => (figure === undefined ? [] : [{ ...tile, figure }]));
  if (known.length === 0)
    return section("figures", "Figures", absent("Nothing was evaluated, so there are no figures."), notes);
  const baseline = metrics.baseline ?? "baseline";
  return section(
    "figures",
    "Figures",
    html`<dl class="tiles">
      ${known.map(
        ({ name, figure, show, meaning }) =>
          html`<div>
            <dt>${name}</dt>
            <dd class="value">${show(figure.value)}</dd>
            ${interval(figure, show) !== undefined && html`<dd class="quiet">${interval(figure, show)}</dd>`}
            ${figure.baseline !== undefined && html`<dd class="quiet">${baseline}: ${show(figure.baseline)}</dd>`}
            <dd class="meaning">${meaning}${figure.note !== undefined && html` <strong>${figure.note}</strong>`}</dd>
          </div>`,
      )}
    </dl>`,
  );
}

function gradedTiles({ graded }: ReportMetrics): readonly Tile[] {
  if (graded === undefined) return [];
  const { pearson, spearman, mse } = graded;
  return [
    { name: "Pearson", figure: pearson, show: area, meaning: "How distances follow the scores; a straight line is 1." },
    { name: "Spearman", figure: spearman, show: area, meaning: "The same of their ranks: any rising curve is 1." },
    {
      name: "MSE",
      figure: mse,
      show: area,
      meaning: "Mean squared error of the scores, after the best straight line.",
    },
  ];
}

function verificationTiles({ verification }: ReportMetrics): readonly Tile[] {
  if (verification === undefined) return [];
  const { auc, eer, accuracy, tarAtFar = [], averagePrecision, dPrime, calibration } = verification;
  return [
    { name: "ROC AUC", figure: auc, show: area, meaning: "A same pair is nearer than a different one this often." },
    {
      name: "Equal error rate",
      figure: eer,
      show: percent,
      meaning: "False accepts and false rejects where they are equal; less is better.",
    },
    { name: "Accuracy", figure: accuracy, show: percent, meaning: "Pairs judged rightly at the stored threshold." },
    ...tarAtFar.map(({ falseAcceptRate, trueAcceptRate }) => ({
      name: `Accepted at ${shortPercent(falseAcceptRate)} false accepts`,
      figure: trueAcceptRate,
      show: percent,
      meaning: "Same pairs accepted where so many different pairs are.",
    })),
    {
      name: "Average precision",
      figure: averagePrecision,
      show: area,
      meaning: "Area under precision by recall; depends on how rare same pairs are.",
    },
    {
      name: "d′",
      figure: dPrime,
      show: (value: number) => decimal(value, 3),
      meaning: "Standard deviations between the distances of same and of different pairs.",
    },
    {
      name: "Calibration error",
      figure: calibration?.ece,
      show: percent,
      meaning: "How far the probabilities are off, on average (ECE).",
    },
  ];
}

function oneShotTiles({ oneShot }: ReportMetrics): readonly Tile[] {
  if (oneShot === undefined) return [];
  const { ways, shots, trials, accuracy } = oneShot;
  const examples = shots === 1 ? "one example" : `${shots} examples`;
  return [
    {
      name: `${ways}-way ${shots === 1 ? "one" : shots}-shot`,
      figure: accuracy,
      show: percent,
      meaning: `The right one of ${ways} classes, ${examples} each; ${count(trials)} trials; guessing: ${percent(1 / ways, 0)}.`,
    },
  ];
}

function retrievalTiles({ retrieval }: ReportMetrics): readonly Tile[] {
  const recall = (k: number): string => `The right class is among the ${k} nearest.`;
  return [
    {
      name: "Recall at 1",
      figure: retrieval?.recallAt1,
      show: percent,
      meaning: "The nearest other item is of the same class.",
    },
    { name: "Recall at 5", figure: retrieval?.recallAt5, show: percent, meaning: recall(5) },
    { name: "Recall at 10", figure: retrieval?.recallAt10, show: percent, meaning: recall(10) },
    { name: "MAP@R", figure: retrieval?.mapAtR, show: percent, meaning: "How well all items of a class come first." },
  ];
}
