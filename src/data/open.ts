// One verb for all sources: looks at what a path is and reads it as that.

import { KindredError, check } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import { checkColumns, type ColumnOptions } from "./columns.js";
import type { Dataset } from "./dataset.js";
import { imageFolder } from "./image-folder.js";
import type { ImageFolderOptions } from "./image-folder.js";
import { hasImageExtension } from "./image-format.js";
import { itemsFile } from "./items-file.js";
import { labelledTexts } from "./labelled-texts.js";
import { pairsFile } from "./pairs-file.js";
import type { PairsFileOptions } from "./pairs-file.js";
import { findPictures, kindOfPath } from "./picture-files.js";
import { recordPairs } from "./records/record-pairs.js";
import { recordsFile } from "./records/records-file.js";
import { foundSides } from "./records/sides.js";
import { hasSeriesExtension, longSeriesFile, seriesFile, seriesFolder, withSeries } from "./series-dataset.js";
import { seriesLayout } from "./series-layout.js";
import { isLongSeries } from "./series-long.js";
import { findColumn, openTable, quoted, type TableFile } from "./table-file.js";
import { textLayout } from "./text-layout.js";
import { textPairs } from "./text-pairs.js";

export interface OpenDatasetOptions extends ImageFolderOptions, PairsFileOptions {
  /** Of series: throws where one cannot be read or has gaps, instead of skipping it or filling them. @defaultValue false */
  readonly strict?: boolean;
  /** Of a table: which columns hold what. @defaultValue found by their usual names */
  readonly columns?: ColumnOptions;
  /** Of records and texts: rows that are kept in memory, at most; of more, an even sample. @defaultValue 500000 */
  readonly maxRows?: number;
}

const known = ["minClasses", "labelMeans", "scoreRange", "impostors", "strict", "columns", "maxRows"];

/**
 * Reads a class folder, a pairs file (`a,b,same` or `a,b,score`) or an items file (`path,class`), of pictures or of series; a
 * file of many series, a line or a step (`id,class,time`) a line; pairs of texts, or texts with their classes (`text,class`). Told apart by what the path is, by the file's first
 * line and by its first cells. Throws NOT_FOUND, DATA_INVALID where it is none of them, and what each source throws.
 */
export async function openDataset(path: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  checkNames("data", { ...options }, known);
  const { minClasses, labelMeans, scoreRange, impostors, strict = false, columns, maxRows } = options;
  if (columns !== undefined) checkColumns("data", columns);
  const folder = (await kindOfPath(path)) === "folder";
  check(
    !folder || columns === undefined,
    "INVALID_OPTION",
    `columns: ${path} is a folder, which has none; expected a table (CSV, TSV, JSON Lines)`,
  );
  const source = folder ? "folder" : await kindOfFile(path, columns);
  const keeping = { ...(maxRows !== undefined && { maxRows }), ...(columns && { columns }), strict };
  if (source === "pairs" || source === "text pairs" || source === "record pairs") {
    const none = "only classes can be of impostors, and a pairs file has none; say so in its column same";
    check(impostors === undefined, "INVALID_OPTION", `impostors: ${none}`);
    const reading = {
      ...(labelMeans !== undefined && { labelMeans }),
      ...(scoreRange && { scoreRange }),
      ...(columns && { columns }),
    };
    if (source === "record pairs") return recordPairs(path, { ...reading, ...keeping });
    return source === "pairs"
      ? listed(await pairsFile(path, reading), strict)
      : textPairs(path, { ...reading, ...keeping, textsOnly: minClasses === 0 });
  }
  check(scoreRange === undefined, "INVALID_OPTION", `scoreRange: only a pairs file has scores, and ${path} is none`);
  if (labelMeans !== undefined) {
    throw new KindredError(
      "INVALID_OPTION",
      `labelMeans: only a pairs file has a label to explain, and ${path} is none`,
    );
  }
  const least = minClasses === undefined ? {} : { minClasses };
  if (source === "texts") return labelledTexts(path, { ...least, ...keeping });
  if (source === "records") return recordsFile(path, { ...least, ...keeping });
  const own = { ...least, ...(impostors !== undefined && { impostors }) };
  if (source === "steps") return longSeriesFile(path, { ...own, strict, ...(columns && { columns }) });
  if (source === "rows") return seriesFile(path, { ...own, strict });
  if (!folder) return listed(await itemsFile(path, own), strict);
  const { pictures, others } = await findPictures(path);
  const holdsSeries = pictures.length === 0 && others.some(hasSeriesExtension);
  return holdsSeries ? seriesFolder(path, { ...own, strict }) : imageFolder(path, own);
}

/** Of listed files that end like series, the series are read. */
async function listed(dataset: Dataset, strict: boolean): Promise<Dataset> {
  const isSeries = dataset.items.length > 0 && dataset.items.every(({ path }) => hasSeriesExtension(path));
  return isSeries ? withSeries(dataset, strict) : dataset;
}

type FileKind = "pairs" | "items" | "rows" | "steps" | "text pairs" | "texts" | "records" | "record pairs";

/** The kind of which the header has most columns, so that a slip in one column is reported as that. */
async function kindOfFile(path: string, columns: ColumnOptions | undefined): Promise<FileKind> {
  const expected =
    "expected a class folder, a pairs file (a,b,same or a,b,score), an items file (path,class), texts (text,class), a table and " +
    "its class or sides (--class, --left, --right) or a file of series (UCR layout, .ts)";
  if (hasImageExtension(path)) throw new KindredError("DATA_INVALID", `${path}: ${expected}, got a picture`);
  if (columns === undefined && (await seriesLayout(path)) === "rows") return "rows";
  const table = await openTable(path);
  if (isLongSeries(table, columns)) return "steps";
  const count = (...names: readonly string[]): number =>
    names.filter((name) => findColumn(table.columns, name) >= 0).length;
  if (holdsRecordPairs(table, columns)) return "record pairs";
  const texts = await textLayout(table, columns);
  if (texts !== undefined) return texts === "pairs" ? "text pairs" : "texts";
  if (columns?.class !== undefined && count("path") === 0) return "records";
  const named = columns?.left !== undefined || columns?.right !== undefined;
  const pairs = count("a", "b", "same", "label", "score");
  const items = count("path", "class");
  if (named || pairs + items > 0) return named || pairs > items ? "pairs" : "items";
  throw new KindredError("DATA_INVALID", `${path}: ${expected}, got a file with the columns ${quoted(table.columns)}`);
}

/** Sides of several columns, named or shown by the columns' names. */
function holdsRecordPairs(table: TableFile, columns: ColumnOptions | undefined): boolean {
  const { left, right, text, class: name } = columns ?? {};
  if (left !== undefined || right !== undefined) return left?.includes(",") === true || right?.includes(",") === true;
  if (text !== undefined || name !== undefined || findColumn(table.columns, "a") >= 0) return false;
  return (foundSides(table, columns)?.names.length ?? 0) > 1;
}
