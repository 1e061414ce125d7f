// Reads what is to be trained on, and what to validate on where that is given apart.

import { openDataset, withValidation, type Dataset } from "../data/index.js";
import { comparesViews } from "./choose-loss.js";
import { prepareImages } from "./images.js";
import type { TrainOptions } from "./options.js";
import { prepareRecords } from "./records.js";
import { prepareSeries } from "./series.js";
import { prepareTexts } from "./texts.js";
import type { TrainingData } from "./training-data.js";

const prepare = { image: prepareImages, series: prepareSeries, text: prepareTexts, record: prepareRecords } as const;

export interface ReadData {
  readonly dataset: Dataset;
  readonly images: TrainingData;
}

/** Throws what `openDataset` throws, DATA_TOO_FEW, DATA_INVALID (validation data of another kind), INVALID_OPTION. */
export async function readTrainingData(data: Dataset | string, options: TrainOptions): Promise<ReadData> {
  const { labelMeans, scoreRange, impostors, strict, columns, maxRows } = options;
  const unlabelled = comparesViews(options);
  const reading = {
    ...(strict !== undefined && { strict }),
    ...(labelMeans !== undefined && { labelMeans }),
    ...(scoreRange && { scoreRange }),
    ...(impostors !== undefined && { impostors }),
    ...(columns !== undefined && { columns }),
    ...(maxRows !== undefined && { maxRows }),
    ...(unlabelled && { minClasses: 0 as const }),
  };
  const given = typeof data === "string" ? await openDataset(data, reading) : data;
  const { validation, ...others } = options;
  const dataset = typeof validation === "string" ? await withFile(given, validation, reading) : given;
  const splitting = typeof validation === "number" ? { ...others, validation } : others;
  return { dataset, images: await prepare[dataset.kind](dataset, splitting, unlabelled) };
}

/** Another table is read as the one that is trained on. */
async function withFile(given: Dataset, path: string, reading: object): Promise<Dataset> {
  const { source } = given;
  return withValidation(given, await openDataset(path, { ...reading, ...(source && { columns: source }) }));
}
