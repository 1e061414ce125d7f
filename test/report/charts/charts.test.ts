import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrationChart } from "../../../src/report/charts/calibration.js";
import { distancesChart } from "../../../src/report/charts/distances.js";
import { detChart } from "../../../src/report/charts/det.js";
import { recallChart } from "../../../src/report/charts/recall.js";
import { errorsChart } from "../../../src/report/charts/errors.js";
import { histogramChart } from "../../../src/report/charts/histogram.js";
import { lossChart } from "../../../src/report/charts/loss.js";
import { learningRateChart } from "../../../src/report/charts/learning-rate.js";
import { rocChart } from "../../../src/report/charts/roc.js";
import { timeline } from "../../../src/report/charts/timeline.js";
import { validationCharts } from "../../../src/report/charts/validation.js";
import type { Chart } from "../../../src/report/figure.js";
import { reportInput } from "../report-input.js";
import { markup } from "../../../src/report/html.js";

function alternative(chart: Chart | undefined): string {
  return /aria-label="([^"]*)"/.exec(markup(chart!.drawing))![1]!.replaceAll("\u202f", " ");
}

function cells(chart: Chart | undefined): string[][] {
  return chart!.table!.rows.map((row) => row.map((cell) => markup(cell).replaceAll("\u202f", " ")));
}

const distance = { name: "cosine", threshold: 0.4 };
const distances = { same: [0.1, 0.2, 0.3, 0.6], different: [0.35, 0.7, 0.8, 0.9] };

test("loss: says where it began and ended; falls away without two numbers", async () => {
  const history = [4, 2, 1].map((loss, i) => ({ step: 5 * i, epoch: i + 1, loss }));
  const chart = await lossChart(history, timeline(history, 3));
  assert.equal(alternative(chart), "Training loss from 4 at epoch 1 to 1 at epoch 3.");
  assert.deepEqual(cells(chart), [
    ["1", "4"],
    ["2", "2"],
    ["3", "1"],
  ]);
  assert.match(markup(chart!.drawing), />best</);
  assert.equal(await lossChart(history.slice(0, 1), timeline(history)), undefined);
});

test("a loss that spans orders of magnitude is drawn on a logarithmic axis", async () => {
  const drawn = async (losses: readonly number[]): Promise<string> => {
    const history = losses.map((loss, i) => ({ step: i, epoch: i, loss }));
    return markup((await lossChart(history, timeline(history)))!.drawing);
  };
  const labels = (svg: string): string[] => [...svg.matchAll(/>([\d.]+)<\/text>/g)].map(([, label]) => label!);
  assert.ok(labels(await drawn([100, 10, 1, 0.1])).includes("100"));
  assert.deepEqual(
    labels(await drawn([100, 10, 1, 0.1])).filter((label) => ["50", "60", "80"].includes(label)),
    [],
  );
  assert.ok(labels(await drawn([100, 60, 30, 10])).includes("60"));
});

test("validation: one chart for each of AUC and EER, with the value of the best epoch", async () => {
  const history = [0.8, 0.9, 0.85].map((auc, i) => ({ step: i, epoch: i, validation: { auc, eer: 1 - auc } }));
  const charts = await validationCharts(history, timeline(history, 1));
  assert.deepEqual(charts.map(alternative), [
    "Validation AUC from 0.800 at epoch 0 to 0.850 at epoch 2; 0.900 in the best epoch.",
    "Validation equal error rate from 20.0 % at epoch 0 to 15.0 % at epoch 2; 10.0 % in the best epoch.",
  ]);
});

test("learning rate: drawn only where it changes", async () => {
  const history = [0.001, 0.001].map((learningRate, i) => ({ step: i, epoch: i, learningRate }));
  assert.equal(await learningRateChart(history, timeline(history)), undefined);
  const falling = [...history, { step: 2, epoch: 2, learningRate: 0.0005 }];
  assert.match(alternative(await learningRateChart(falling, timeline(falling))), /between 0.0005 and 0.001/);
});

test("histogram: counts, middles, threshold; the shares of a kind add up to one", async () => {
  const chart = await histogramChart({ distances, distance });
  assert.equal(
    alternative(chart),
    "Histogram of cosine distances: 4 same pairs around 0.200, 4 different pairs around 0.700; the threshold is 0.400.",
  );
  assert.deepEqual(cells(chart).at(-1), ["100 %", "0.600", "0.900"]);
  assert.equal(await histogramChart({ distances: { same: [NaN], different: [1] }, distance }), undefined);
  const flat = await histogramChart({ distances: { same: [1, 1], different: [1] }, distance: { name: "cosine" } });
  assert.doesNotMatch(markup(flat!.drawing), /NaN/);
});

test("errors: at each threshold the shares that naive counting gives", async () => {
  const chart = await errorsChart({ distances, distance });
  for (const [threshold, rejected, accepted] of cells(chart)) {
    const limit = Number(threshold) + 1e-9;
    const naive = (values: readonly number[], wrong: (value: number) => boolean): string =>
      `${((100 * values.filter(wrong).length) / values.length).toFixed(1)} %`;
    assert.equal(
      rejected,
      naive(distances.same, (value) => value > limit),
      `rejected at ${threshold}`,
    );
    assert.equal(
      accepted,
      naive(distances.different, (value) => value <= limit),
      `accepted at ${threshold}`,
    );
  }
  assert.match(alternative(chart), /where 25\.0 % of same pairs are rejected and 25\.0 % of different pairs accepted/);
});

test("roc: figures and the threshold in words, the curve at round rates in the table", async () => {
  const roc = [
    { falseAcceptRate: 0.25, trueAcceptRate: 0.75 },
    { falseAcceptRate: 0, trueAcceptRate: 0.5 },
    { falseAcceptRate: 0.005, trueAcceptRate: 0.6 },
  ];
  const point = { falseAcceptRate: 0.005, trueAcceptRate: 0.6 };
  const chart = await rocChart({ auc: { value: 0.9 }, eer: { value: 0.1 }, roc }, point, "log");
  assert.equal(
    alternative(chart),
    "ROC curve at low false accept rates: area under the curve 0.900, equal error rate 10.0 %; at the threshold 60.0 % of " +
      "same and 0.5 % of different pairs are accepted.",
  );
  assert.deepEqual(cells(chart), [
    ["0.01 %", "50.0 %"],
    ["0.1 %", "50.0 %"],
    ["1 %", "60.0 %"],
    ["2 %", "60.0 %"],
    ["5 %", "60.0 %"],
    ["10 %", "60.0 %"],
    ["20 %", "60.0 %"],
    ["50 %", "75.0 %"],
  ]);
  assert.equal(await rocChart({ auc: { value: 0.9 }, eer: { value: 0.1 }, roc: [] }, undefined, "linear"), undefined);
});

const rates = { auc: { value: 0.9 }, eer: { value: 0.1 } };

test("roc: the band is drawn where there is one, and said", async () => {
  const roc = [{ falseAcceptRate: 0.1, trueAcceptRate: 0.8 }];
  const rocBand = [0.01, 0.1, 1].map((falseAcceptRate) => ({ falseAcceptRate, low: 0.7, high: 0.9 }));
  const [plain, banded] = [
    await rocChart({ ...rates, roc }, undefined, "log"),
    await rocChart({ ...rates, roc, rocBand }, undefined, "log"),
  ];
  assert.doesNotMatch(markup(plain!.drawing), /fill-opacity/);
  assert.match(markup(banded!.drawing), /fill-opacity="0\.18"/);
  assert.match(markup(banded!.caption), /The band is the 95/);
});

test("det: false rejects by false accepts; nothing where hardly a threshold errs both ways", async () => {
  const roc = [0.01, 0.05, 0.2, 0.5].map((far) => ({ falseAcceptRate: far, trueAcceptRate: 1 - 0.01 / far }));
  const chart = await detChart({ ...rates, roc }, { falseAcceptRate: 0.05, trueAcceptRate: 0.8 });
  assert.equal(alternative(chart), "DET curve: where both errors are equal they are 10.0 %.");
  assert.deepEqual(cells(chart), [
    ["5 %", "20.0 %"],
    ["20 %", "5.0 %"],
    ["50 %", "2.0 %"],
    ["80 %", "2.0 %"],
  ]);
  assert.match(markup(chart!.drawing), />threshold</);
  assert.doesNotMatch(markup(chart!.drawing), /NaN|Infinity/);
  assert.equal(await detChart({ ...rates, roc: roc.slice(0, 3) }, undefined), undefined);
});

test("calibration: each bin in words and numbers", async () => {
  const bins = [
    { probability: 0.2, same: 0.1, weight: 0.5, pairs: 30 },
    { probability: 0.9, same: 0.95, weight: 0.5, pairs: 1200 },
  ];
  const calibration = { ece: { value: 0.075 }, brier: { value: 0.09 }, bins };
  const chart = await calibrationChart({ ...rates, roc: [], calibration });
  assert.equal(
    alternative(chart),
    "Calibration curve: probabilities are wrong by 7.5 % on average. Given 20 %, 10 % are the same. Given 90 %, 95 % are the same.",
  );
  assert.deepEqual(cells(chart), [
    ["20.0 %", "10.0 %", "30"],
    ["90.0 %", "95.0 %", "1 200"],
  ]);
  assert.equal(await calibrationChart({ ...rates, roc: [] }), undefined);
});

test("recall at k: the ends in words, round k in the table", async () => {
  const recallCurve = Array.from({ length: 12 }, (_, i) => 0.5 + i / 24);
  const chart = await recallChart({ retrieval: { recallCurve } });
  assert.equal(alternative(chart), "Recall at k, from 50.0 % at 1 to 95.8 % at 12.");
  assert.deepEqual(
    cells(chart).map(([k]) => k),
    ["1", "2", "5", "10"],
  );
  assert.equal(await recallChart({ retrieval: { recallCurve: [1, 1] } }), undefined);
});

test("distances: the best, those as good, and none where there is but one", async () => {
  const comparison = reportInput().distanceComparison!;
  const chart = await distancesChart(comparison);
  assert.equal(
    alternative(chart),
    "ROC AUC of 2 distances with 95 % intervals. Best: faces cosine, 0.950; as good: faces cosine.",
  );
  assert.match(markup(chart!.drawing), /fill="var\(--same\)"[^]*fill="var\(--faint\)"/);
  assert.equal(await distancesChart({ ...comparison, distances: comparison.distances.slice(0, 1) }), undefined);
});
