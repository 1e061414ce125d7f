// One verb for all sources: looks at what a path is and reads it as that.

import { KindredError, check } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import { checkColumns, type ColumnOptions } from "./columns.js";
import type { Dataset } from "./dataset.js";
import { imageFolder } from "./image-folder.js";
import type { ImageFolderOptions } from "./image-folder.js";
import { hasImageExtension } from "./image-format.js";
import { itemsFile } from "./items-file.js";
import { pairsFile } from "./pairs-file.js";
import type { PairsFileOptions } from "./pairs-file.js";
import { findPictures, kindOfPath } from "./picture-files.js";
import { recordPairs } from "./records/record-pairs.js";
import { recordsFile } from "./records/records-file.js";
import { hasSeriesExtension, seriesFile, seriesFolder, withSeries } from "./series-dataset.js";
import { foundSides } from "./records/sides.js";
import { seriesLayout } from "./series-layout.js";
import { findColumn, openTable, quoted } from "./table-file.js";

export interface OpenDatasetOptions extends ImageFolderOptions, PairsFileOptions {
  /** Of series: throws where one cannot be read or has gaps, instead of skipping it or filling them. @defaultValue false */
  readonly strict?: boolean;
  /** Of a table: which columns hold what. @defaultValue found by their usual names */
  readonly columns?: ColumnOptions;
  /** Of records: rows that are kept in memory, at most; of more, an even sample. @defaultValue 500000 */
  readonly maxRows?: number;
}

/**
 * Reads a class folder, a pairs file (`a,b,same` or `a,b,score`) or an items file (`path,class`), of pictures or of series, or a
 * file of many series, told apart by what the path is and by the file's first line. Throws NOT_FOUND, DATA_INVALID where it is
 * none of them, and what each source throws.
 */
export async function openDataset(path: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  checkNames("data", { ...options }, [
    "minClasses",
    "labelMeans",
    "scoreRange",
    "impostors",
    "strict",
    "columns",
    "maxRows",
  ]);
  const { minClasses, labelMeans, scoreRange, impostors, strict = false, columns, maxRows } = options;
  if (columns !== undefined) checkColumns("data", columns);
  const folder = (await kindOfPath(path)) === "folder";
  const source = folder ? "folder" : await kindOfFile(path, columns);
  const keeping = { ...(maxRows !== undefined && { maxRows }), ...(columns && { columns }), strict };
  if (source === "record pairs") {
    const reading = { ...(labelMeans !== undefined && { labelMeans }), ...(scoreRange && { scoreRange }) };
    return recordPairs(path, { ...reading, ...keeping });
  }
  if (source === "pairs") {
    const none = "only classes can be of impostors, and a pairs file has none; say so in its column same";
    check(impostors === undefined, "INVALID_OPTION", `impostors: ${none}`);
    const reading = { ...(labelMeans !== undefined && { labelMeans }), ...(scoreRange && { scoreRange }) };
    return listed(await pairsFile(path, reading), strict);
  }
  check(scoreRange === undefined, "INVALID_OPTION", `scoreRange: only a pairs file has scores, and ${path} is none`);
  if (labelMeans !== undefined) {
    throw new KindredError(
      "INVALID_OPTION",
      `labelMeans: only a pairs file has a label to explain, and ${path} is none`,
    );
  }
  const own = { ...(minClasses !== undefined && { minClasses }), ...(impostors !== undefined && { impostors }) };
  if (source === "records") {
    return recordsFile(path, { ...(minClasses !== undefined && { minClasses }), ...keeping });
  }
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

type FileKind = "pairs" | "items" | "rows" | "records" | "record pairs";

/** The kind of which the header has most columns, so that a slip in one column is reported as that. */
async function kindOfFile(path: string, named: ColumnOptions | undefined): Promise<FileKind> {
  const expected =
    "expected a class folder, a pairs file (a,b,same or a,b,score), an items file (path,class), a table and its class or " +
    "sides (--class, --left, --right) or a file of series (UCR layout, .ts)";
  if (hasImageExtension(path)) throw new KindredError("DATA_INVALID", `${path}: ${expected}, got a picture`);
  if (named === undefined && (await seriesLayout(path)) === "rows") return "rows";
  const table = await openTable(path);
  const { columns } = table;
  const count = (...names: readonly string[]): number => names.filter((name) => findColumn(columns, name) >= 0).length;
  if (named?.left?.includes(",") === true || named?.right?.includes(",") === true) return "record pairs";
  const sides = named?.left === undefined && count("a", "b") === 0 ? foundSides(table, named) : undefined;
  if (sides !== undefined && sides.names.length > 1) return "record pairs";
  if (named?.class !== undefined && count("path") === 0) return "records";
  const pairs = count("a", "b", "same", "label", "score");
  const items = count("path", "class");
  if (pairs + items > 0) return pairs > items ? "pairs" : "items";
  throw new KindredError("DATA_INVALID", `${path}: ${expected}, got a file with the columns ${quoted(columns)}`);
}
