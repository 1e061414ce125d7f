// From a data set of records to what a training needs of it: a side to train on, a side to validate on, and what is known of each
// column, from the rows that are trained on. Every decision that was not given is told in a sentence.

import { check } from "../core/errors.js";
import {
  bucketsFor,
  counted,
  dataWarning,
  inferColumns,
  isMissing,
  measureRarity,
  rowEncoder,
  sharedContent,
  sharedContentWarning,
  type DataWarning,
  type Dataset,
  type RecordColumn,
  type Row,
} from "../data/index.js";
import type { RecordInput } from "../model/index.js";
import { chooseBuckets } from "./buckets.js";
import { defaults } from "./defaults.js";
import type { TrainOptions } from "./options.js";
import { recordItems } from "./record-items.js";
import { splitSides, type TrainingData } from "./training-data.js";

/** With fewer classes than this, new rows of known classes are what will be asked about. */
const fewClasses = 10;

/** Features of one text that are read, at most. */
const mostFeatures = 400;

type RecordsOptions = Pick<
  TrainOptions,
  "seed" | "columnTypes" | "zNormalise" | "size" | "colour" | "rotateClasses"
> & { readonly validation?: number | undefined };

/** Splits the rows. Throws DATA_TOO_FEW, DATA_EMPTY, INVALID_OPTION. */
export function prepareRecords(dataset: Dataset, options: RecordsOptions, unlabelled = false): TrainingData {
  for (const name of ["size", "colour", "rotateClasses", "zNormalise"] as const) {
    const what = name === "zNormalise" ? "series" : "pictures";
    check(
      options[name] === undefined,
      "INVALID_OPTION",
      `train: ${name} is about ${what}, and ${dataset.root} holds records`,
    );
  }
  const { seed = defaults.seed, columnTypes } = options;
  const within = dataset.pairs === undefined && dataset.classes.length < fewClasses ? "items" : "classes";
  const sides = splitSides(dataset, { within, seed, validation: options.validation, unlabelled });
  const rowsOf = ({ items }: Dataset): Row[] => items.map(({ record }) => record!);
  const known = rowsOf(sides.train);
  const { columns, told } = inferColumns(known, dataset.columns!, columnTypes);
  const input: RecordInput = {
    ...{ kind: "record", columns, ...textsOf(known, columns) },
    ...(dataset.source && { source: dataset.source }),
  };
  const encoded = rowsOf(dataset).map(rowEncoder(input));
  const buckets = input.text && chooseBuckets(encoded.map(({ tokens }) => Math.max(1, tokens.length)));
  const store = (part: Dataset) => ({ dataset: part, store: recordItems(rowsOf(part), input, buckets ?? [0]) });
  const [training, validation] = [store(sides.train), store(sides.validation)];
  const shared = sharedContentWarning(
    sharedContent(training.store, validation.store),
    training.dataset,
    validation.dataset,
  );
  const cut = encoded.flatMap(({ cut }, i) => (cut > 0 ? [dataset.items[i]!.id] : []));
  return {
    whole: store(dataset),
    training,
    validation,
    heldOut: sides.heldOut,
    input,
    augment: "record",
    ...(buckets && { buckets }),
    choices: [`records, ${sourceText(dataset)}`, ...told, ...sides.choices],
    warnings: sides.warnings([...(shared === undefined ? [] : [shared]), ...cutWarning(cut)]),
  };
}

function textsOf(rows: readonly Row[], columns: readonly RecordColumn[]): Pick<RecordInput, "text"> {
  const names = columns.filter(({ type }) => type === "text").map(({ name }) => name);
  if (names.length === 0) return {};
  const texts = rows.flatMap((row) => names.flatMap((name) => (isMissing(row[name]) ? [] : [row[name]!])));
  const buckets = bucketsFor(texts, mostFeatures);
  return { text: { buckets, most: mostFeatures, rarity: measureRarity(texts, buckets, mostFeatures) } };
}

function sourceText({ items, pairs, columns, classes }: Dataset): string {
  const what =
    pairs === undefined ? `rows of a table, ${counted(classes.length, "class", "classes")}` : "pairs of rows";
  return `${what}: ${counted(items.length, "record")} with ${counted(columns!.length, "column")}`;
}

function cutWarning(ids: readonly string[]): DataWarning[] {
  if (ids.length === 0) return [];
  const message = `${counted(ids.length, "record")} with a text of more than ${mostFeatures} features: cut behind them`;
  return [dataWarning("TEXTS_CUT", message, ids)];
}
