// A data set through a model: what evaluation takes.

import type { Embeddings, Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { counted, dataWarning, selectItems, type DataWarning, type Dataset, type Item } from "../data/dataset.js";
import type { Row } from "../data/records/row.js";
import type { ModelInfo } from "./format.js";
import { itemNoun, type ModelInput } from "./model-input.js";
import type { EmbedInput } from "./read-inputs.js";
import type { EmbedOptions, SiameseModel } from "./siamese-model.js";

export interface EmbeddedDataset {
  /** One row an item, with classes and groups where they are known. */
  readonly embeddings: Embeddings;
  /** Without the pictures that could not be read, and with a warning about them: item i is row i. */
  readonly dataset: Dataset;
}

/**
 * Embeds every picture of a data set. Those that cannot be read are left out and warned about, unless `unreadable` is "throw".
 *
 * @throws DATA_EMPTY where no picture can be read; IMAGE_UNREADABLE with `unreadable` "throw"
 */
export async function embedDataset(
  model: SiameseModel,
  dataset: Dataset,
  { unreadable = "skip", ...options }: EmbedOptions = {},
): Promise<EmbeddedDataset> {
  const { items } = dataset;
  const [one, many] = itemNoun(model.info.input);
  check(dataset.kind === model.info.input.kind, "INVALID_INPUT", () => {
    return `${dataset.root}: the model takes ${many}, got ${itemNoun(dataset)[1]}`;
  });
  const inputs = items.map((item) => inputOf(item, model));
  const { unreadable: failed, cut, ...matrix } = await model.embed(inputs, { ...options, unreadable });
  check(
    matrix.rows > 0,
    "DATA_EMPTY",
    () => `${dataset.root}: none of ${counted(items.length, one, many)} can be read`,
  );
  const gone = new Set(failed.map(({ index }) => index));
  const rest = selectItems(
    dataset,
    [...items.keys()].filter((index) => !gone.has(index)),
  );
  const message = `${counted(failed.length, one, many)} skipped: cannot be read`;
  const found: DataWarning[] =
    failed.length === 0
      ? []
      : [
          dataWarning(
            "IMAGES_UNREADABLE",
            message,
            failed.map((failure) => failure.message),
          ),
        ];
  if (cut > 0) found.push(cutWarning(cut, model.info.input));
  const embedded = { ...rest, warnings: [...dataset.warnings, ...found] };
  return { embeddings: labelledEmbeddings(matrix, embedded), dataset: embedded };
}

/** What a model takes of an item. */
export function inputOf(
  { path, series, text, record }: Item,
  { info }: { readonly info: Pick<ModelInfo, "input"> },
): EmbedInput {
  return series ?? text ?? (record && known(record, info)) ?? path;
}

/** Only the columns that the model reads: the table may have others. */
function known(row: Row, { input }: Pick<ModelInfo, "input">): Row {
  const names = input.kind === "record" ? input.columns.map(({ name }) => name) : [];
  return Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
}

function cutWarning(cut: number, input: ModelInput): DataWarning {
  const read = input.kind === "text" ? `: the model reads ${input.longest} ${input.unit}` : "";
  return { code: "TEXTS_CUT", message: `${counted(cut, "text")} cut${read}`, count: cut, examples: [] };
}

/** Embeddings with the ids, classes and groups of the items they are of: row i is item i. */
export function labelledEmbeddings({ data, rows, columns }: Matrix, dataset: Dataset): Embeddings {
  const { items, classes, groups, groupOfClass, impostorClasses, pairs } = dataset;
  const unlabelled: Embeddings = { data, rows, columns, ids: items.map(({ id }) => id) };
  if (pairs !== undefined || classes.length === 0) return unlabelled;
  const labels = Int32Array.from(items, ({ label }) => label);
  const known = { labels, classes, groups, groupOfClass };
  return { ...unlabelled, ...known, ...(impostorClasses && { impostorClasses }) };
}
