// The report of an evaluation: its figures, its best and worst pairs, neighbours of some pictures, and their map.

import { evaluationPairs, type EvaluateOptions, type ModelEvaluation } from "../evaluation/index.js";
import type { EmbeddedDataset, SiameseModel } from "../model/index.js";
import { gatherReportItems, reportMetrics, writeReport } from "../report/index.js";
import { itemThumbnail } from "./item-thumbnail.js";
import { modelLines } from "./model-text.js";

export interface EvaluationReportOptions {
  readonly title: string;
  readonly model: SiameseModel;
  readonly embedded: EmbeddedDataset;
  readonly result: ModelEvaluation;
  readonly options: EvaluateOptions;
}

/** Pairs shown in the histograms, at most. */
const maxPairs = 1_000_000;

/** Throws DISK_FULL. */
export async function writeEvaluationReport(file: string, parts: EvaluationReportOptions): Promise<void> {
  const { title, model, embedded, result, options } = parts;
  const { embeddings, dataset } = embedded;
  const { info, distance } = model;
  const pairs =
    dataset.pairs ?? (result.verification && evaluationPairs(embeddings, distance, { maxPairs, ...options }));
  const threshold = options.threshold ?? info.threshold?.threshold;
  const items = await gatherReportItems(embeddings, distance, {
    seed: options.seed ?? 0,
    thumbnail: (index) => itemThumbnail(dataset.items[index]!, info),
    similarity: (measured) => model.similarity(measured),
    threshold,
    ...(pairs && { pairs }),
  });
  await writeReport(file, {
    title,
    createdAt: new Date().toISOString(),
    summary: modelLines(info).map(([label, value]) => ({ label, value })),
    settings: { ...options },
    history: [],
    metrics: reportMetrics(result),
    distance: { name: distance.name, ...(threshold !== undefined && { threshold }) },
    ...items,
    warnings: result.warnings.map(({ message }) => message),
  });
}
