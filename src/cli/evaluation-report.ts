// The report of an evaluation: its figures, its best and worst pairs, neighbours of some pictures, and their map.

import { rowText } from "../data/index.js";
import type { Embeddings, Pair } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import type { Distance } from "../distances/index.js";
import {
  compareDistances,
  type DistanceComparison,
  evaluationPairs,
  type EvaluateOptions,
  type ModelEvaluation,
} from "../evaluation/index.js";
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

/** Pairs by which distances are compared, at most: a dozen distances judge each four times. */
const maxComparedPairs = 30_000;

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
    text: (index) => {
      const { record } = dataset.items[index]!;
      return record && rowText(record);
    },
    similarity: (measured) => model.similarity(measured),
    threshold,
    ...(pairs && { pairs }),
  });
  const distanceComparison = comparedOn(embeddings, distance, dataset.pairs, options);
  await writeReport(file, {
    title,
    createdAt: new Date().toISOString(),
    summary: modelLines(info).map(([label, value]) => ({ label, value })),
    settings: { ...options },
    history: [],
    metrics: reportMetrics(result),
    distance: { name: distance.name, ...(threshold !== undefined && { threshold }) },
    ...(distanceComparison && { distanceComparison }),
    ...items,
    warnings: result.warnings.map(({ message }) => message),
  });
}

/** Undefined where the pairs do not allow it, as the figures then say. */
function comparedOn(
  embeddings: Embeddings,
  own: Distance,
  pairs: readonly Pair[] | undefined,
  { seed = 0, withinGroups = false }: EvaluateOptions,
): DistanceComparison | undefined {
  try {
    return compareDistances(embeddings, {
      own,
      seed,
      withinGroups,
      maxPairs: maxComparedPairs,
      ...(pairs && { pairs }),
    });
  } catch (error) {
    if (error instanceof KindredError && error.code === "DATA_TOO_FEW") return undefined;
    throw error;
  }
}
