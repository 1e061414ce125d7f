// The report of a training: what was trained on what, how it went, and how good the model is on what was held out.

import type { Pair } from "../core/embeddings.js";
import { counted } from "../data/index.js";
import { evaluateEmbeddings, type EvaluationResult } from "../evaluation/index.js";
import { itemNoun } from "../model/index.js";
import { gatherReportItems, reportMetrics, writeReport, type ReportHistoryEntry } from "../report/index.js";
import type { BestSoFar, TrainingEvent } from "./events.js";
import type { FinishedModel } from "./finish.js";
import type { Recipe } from "./recipe.js";
import type { TrainingData } from "./training-data.js";

export interface TrainingReportOptions {
  readonly title: string;
  readonly recipe: Recipe;
  readonly images: TrainingData;
  readonly finished: FinishedModel;
  readonly events: readonly TrainingEvent[];
}

/** Writes report.html. Throws DISK_FULL. */
export async function writeTrainingReport(path: string, options: TrainingReportOptions): Promise<void> {
  const { title, recipe, images, finished, events } = options;
  const { model, embeddings, judgedBy } = finished;
  const { info } = model;
  const shown = finished.pairs === undefined ? images.training : images.validation;
  const judged = finished.pairs && (await evaluate(finished, recipe.seed));
  const items = await gatherReportItems(embeddings, judgedBy, {
    seed: recipe.seed,
    thumbnail: (index) => shown.store.thumbnail(index),
    text: (index) => shown.store.text?.(index),
    similarity: (distance) => model.similarity(distance) ?? NaN,
    threshold: info.threshold?.threshold,
    ...(finished.pairs && { pairs: finished.pairs }),
  });
  const best = info.training?.validation && bestOf(events);
  await writeReport(path, {
    title,
    createdAt: info.created,
    summary: summaryOf(options),
    choices: [...images.choices, ...recipe.choices],
    settings: recipe.settings,
    history: events.flatMap(historyEntry),
    ...(best && { bestEpoch: best.epoch, bestFrom: recipe.bestFrom }),
    ...(info.training?.refit && { trainedAgain: true }),
    metrics: judged ? reportMetrics(judged) : {},
    distance: { name: model.distance.name, ...(info.threshold && { threshold: info.threshold.threshold }) },
    ...items,
    warnings: events.flatMap((event) => (event.type === "warning" ? [event.message] : [])),
  });
}

/** Of the first training. */
function bestOf(events: readonly TrainingEvent[]): BestSoFar | undefined {
  return events.flatMap((event) => (event.type === "epoch" && event.pass === undefined ? [event.best] : [])).at(-1);
}

function evaluate({ model, judgedBy, embeddings, pairs }: FinishedModel, seed: number): Promise<EvaluationResult> {
  const { threshold, calibration } = model.info;
  return evaluateEmbeddings(embeddings, judgedBy, {
    seed,
    ...(pairs && { pairs: listed(pairs) }),
    ...(threshold && { threshold: threshold.threshold }),
    ...(calibration && { calibration }),
  });
}

function listed({ a, b, same, scores }: NonNullable<FinishedModel["pairs"]>): Pair[] {
  return Array.from(a, (left, i) => {
    return { a: left, b: b[i]!, same: same[i] === 1, ...(scores && { score: scores[i]! }) };
  });
}

function historyEntry(event: TrainingEvent): ReportHistoryEntry[] {
  if ("pass" in event) return [];
  if (event.type === "step") {
    const { step, epoch, loss, learningRate } = event;
    return [{ step, epoch, loss, learningRate }];
  }
  if (event.type !== "epoch" || event.validation === undefined) return [];
  return [{ step: event.step, epoch: event.epoch, validation: event.validation }];
}

function summaryOf({ finished }: TrainingReportOptions): { label: string; value: string }[] {
  const { training, threshold, input } = finished.model.info;
  const [, items] = itemNoun(input);
  const lines: [string, string | undefined][] = [
    [
      "Trained",
      training &&
        `${counted(training.epochs, "epoch")}, ${counted(training.steps, "step")}, ${Math.round(training.seconds)} s`,
    ],
    [
      "Trained again",
      training?.refit &&
        `${counted(training.refit.epochs, "epoch")} on all ${training.refit.items} ${items}; everything below is of the first training`,
    ],
    [
      "Threshold",
      threshold &&
        `${threshold.threshold.toPrecision(3)}: ${(100 * threshold.far).toFixed(1)} % false accepts, ${(100 * threshold.frr).toFixed(1)} % false rejects in validation`,
    ],
    [
      "Figures",
      finished.pairs ? undefined : `none: nothing was held out; distances and ${items} below are of the training`,
    ],
  ];
  return lines.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
