// The report of an evaluation: its figures, its best and worst pairs, neighbours of some pictures, and their map.

import type { Pair } from "../core/embeddings.js";
import { channelsOf, decodeImage } from "../data/index.js";
import { evaluationPairs, type EvaluateOptions, type EvaluationResult } from "../evaluation/index.js";
import type { EmbeddedDataset, SiameseModel } from "../model/index.js";
import { gatherReportItems, reportMetrics, thumbnail, writeReport } from "../report/index.js";
import { modelLines } from "./model-text.js";

export interface EvaluationReportOptions {
  readonly title: string;
  readonly model: SiameseModel;
  readonly embedded: EmbeddedDataset;
  readonly result: EvaluationResult;
  readonly options: EvaluateOptions;
}

/** Throws DISK_FULL. */
export async function writeEvaluationReport(file: string, parts: EvaluationReportOptions): Promise<void> {
  const { title, model, embedded, result, options } = parts;
  const { embeddings, dataset } = embedded;
  const { info, distance } = model;
  const pairs = dataset.pairs ?? (options.withinGroups === true ? pairsWithinGroups(parts) : undefined);
  const items = await gatherReportItems(embeddings, distance, {
    seed: options.seed ?? 0,
    thumbnail: async (index) => {
      const { width, height } = info.input;
      const data = await decodeImage(dataset.items[index]!.path, info.input);
      return thumbnail({ data, width, height, channels: channelsOf(info.input) });
    },
    similarity: (measured) => model.similarity(measured),
    ...(pairs && { pairs }),
  });
  const threshold = options.threshold ?? info.threshold?.threshold;
  await writeReport(file, {
    title,
    createdAt: new Date().toISOString(),
    summary: modelLines(info).map(([label, value]) => ({ label, value })),
    settings: { ...options },
    history: [],
    metrics: reportMetrics(result),
    distance: { name: distance.name, ...(threshold !== undefined && { threshold }) },
    ...items,
    warnings: dataset.warnings.map(({ message }) => message),
  });
}

function pairsWithinGroups({ embedded, model, options }: EvaluationReportOptions): Pair[] {
  const { a, b, same } = evaluationPairs(embedded.embeddings, model.distance, options);
  return Array.from(a, (left, i) => ({ a: left, b: b[i]!, same: same[i] === 1 }));
}
