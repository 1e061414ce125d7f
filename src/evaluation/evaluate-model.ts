// A model judged on a data set: of classes that it has not seen, to mean anything.
//
//   const { verification, oneShot } = await evaluateModel(model, "faces-test");

import { KindredError } from "../core/errors.js";
import {
  decodeImage,
  impostorsChoice,
  scoresChoice,
  leakWarnings,
  openDataset,
  selectItems,
  type ColumnOptions,
  type Dataset,
  type DataWarning,
  type ImageSpec,
} from "../data/index.js";
import { inParallel, parallelDecodes } from "../data/parallel.js";
import {
  embedDataset,
  labelledEmbeddings,
  type EmbeddedDataset,
  type EmbedOptions,
  type SiameseModel,
} from "../model/index.js";
import { trainedColumns } from "../model/trained-columns.js";
import { evaluateEmbeddings, type EvaluateOptions, type EvaluationResult } from "./evaluate-embeddings.js";
import type { EvaluationWarning } from "./warnings.js";

export interface EvaluateModelOptions extends EvaluateOptions, EmbedOptions {
  /** What the model was trained on, or a path to it: pictures and classes that are on both sides are warned about. @defaultValue not checked */
  readonly trainedOn?: Dataset | string;
  /** Of a pairs file with a column `label`: what 1 means there. */
  readonly labelMeans?: "same" | "different";
  /** Classes of impostors, such as a signer's `forged`: pairs of two do not count. @defaultValue by their names */
  readonly impostors?: readonly string[];
  /** Of a table: which columns hold what. @defaultValue of a model of records as it was trained, else found by their usual names */
  readonly columns?: ColumnOptions;
}

/** JSON-serialisable as it is. */
export interface ModelEvaluation extends EvaluationResult {
  /** What was chosen from the data, a sentence each. */
  readonly choices: readonly string[];
  /** About the data (pictures that could not be read, files passed over) and about the figures. */
  readonly warnings: readonly (DataWarning | EvaluationWarning)[];
}

/**
 * Embeds the pictures of a data set, or of what is at a path, and evaluates the embeddings at the model's distance and
 * threshold; of a pairs file its pairs.
 *
 * @throws what `openDataset`, `embedDataset` and `evaluateEmbeddings` throw
 */
export async function evaluateModel(
  model: SiameseModel,
  data: Dataset | string,
  options: EvaluateModelOptions = {},
): Promise<ModelEvaluation> {
  const { labelMeans, scoreRange, impostors } = options;
  const table = typeof data === "string" ? data : undefined;
  const columns = options.columns ?? (await trainedColumns(model.info, table));
  const reading = {
    ...(labelMeans !== undefined && { labelMeans }),
    ...(scoreRange && { scoreRange }),
    ...(impostors !== undefined && { impostors }),
    ...(columns && { columns }),
  };
  const dataset = typeof data === "string" ? await openDataset(data, reading) : data;
  const result = await evaluateDataset(await embedDataset(model, dataset, options), model, options);
  const leaks = options.trainedOn === undefined ? [] : await leaksFrom(options.trainedOn, dataset, columns);
  return { ...result, warnings: [...leaks, ...result.warnings] };
}

/** Warnings about what `dataset` shares with what was trained on. Throws what `openDataset` throws. */
export async function leaksFrom(
  trainedOn: Dataset | string,
  dataset: Dataset,
  columns?: ColumnOptions,
): Promise<DataWarning[]> {
  const training = typeof trainedOn === "string" ? await openDataset(trainedOn, columns && { columns }) : trainedOn;
  return leakWarnings(training, dataset);
}

/** As `evaluateModel`, of what has been embedded. */
export async function evaluateDataset(
  { embeddings, dataset }: EmbeddedDataset,
  { info, distance }: Pick<SiameseModel, "info" | "distance">,
  options: EvaluateOptions = {},
): Promise<ModelEvaluation> {
  const { threshold = info.threshold?.threshold, calibration = info.calibration, pairs = dataset.pairs } = options;
  const given = {
    ...options,
    ...(threshold !== undefined && { threshold }),
    ...(calibration && { calibration }),
    ...(pairs !== undefined && { pairs }),
    ...(dataset.scoreRange && { scoreRange: dataset.scoreRange }),
  };
  const choices = [impostorsChoice(dataset), scoresChoice(dataset)].filter((choice) => choice !== undefined);
  const result = await evaluateEmbeddings(embeddings, distance, given);
  return { ...result, choices, warnings: [...dataset.warnings, ...result.warnings] };
}

/**
 * The pixels themselves as embeddings, `[N, H * W * C]`, 0..1: what a network has to beat. Pictures that cannot be read are
 * left out.
 */
export async function rawPixels(dataset: Dataset, spec: ImageSpec): Promise<EmbeddedDataset> {
  const pictures: (Uint8Array | undefined)[] = [];
  await inParallel(dataset.items.length, parallelDecodes, async (index) => {
    pictures[index] = await decodeImage(dataset.items[index]!.path, spec).catch((error: unknown) => {
      if (error instanceof KindredError) return undefined;
      throw error;
    });
  });
  const rest = selectItems(
    dataset,
    [...dataset.items.keys()].filter((index) => pictures[index] !== undefined),
  );
  const read = pictures.filter((pixels) => pixels !== undefined);
  const columns = read[0]?.length ?? 0;
  const data = new Float32Array(read.length * columns);
  read.forEach((pixels, row) => data.set(pixels, row * columns));
  for (let i = 0; i < data.length; i++) data[i]! /= 255;
  return { embeddings: labelledEmbeddings({ data, rows: read.length, columns }, rest), dataset: rest };
}
