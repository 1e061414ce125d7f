// One verb for all sources: looks at what a path is and reads it as that.

import { KindredError, check } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import type { Dataset } from "./dataset.js";
import { imageFolder } from "./image-folder.js";
import type { ImageFolderOptions } from "./image-folder.js";
import { hasImageExtension } from "./image-format.js";
import { itemsFile } from "./items-file.js";
import { pairsFile } from "./pairs-file.js";
import type { PairsFileOptions } from "./pairs-file.js";
import { kindOfPath } from "./picture-files.js";
import { findColumn, openTable, quoted } from "./table-file.js";

export interface OpenDatasetOptions extends ImageFolderOptions, PairsFileOptions {}

/**
 * Reads a class folder, a pairs file (`a,b,same` or `a,b,score`) or an items file (`path,class`), told apart by what the path is and by the
 * file's header. Throws NOT_FOUND, DATA_INVALID where it is none of them, and what each source throws.
 */
export async function openDataset(path: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  checkNames("data", { ...options }, ["minClasses", "labelMeans", "scoreRange", "impostors"]);
  const { minClasses, labelMeans, scoreRange, impostors } = options;
  const folder = (await kindOfPath(path)) === "folder";
  const source = folder ? "folder" : await kindOfFile(path);
  if (source === "pairs") {
    const none = "only classes can be of impostors, and a pairs file has none; say so in its column same";
    check(impostors === undefined, "INVALID_OPTION", `impostors: ${none}`);
    return pairsFile(path, { ...(labelMeans !== undefined && { labelMeans }), ...(scoreRange && { scoreRange }) });
  }
  check(scoreRange === undefined, "INVALID_OPTION", `scoreRange: only a pairs file has scores, and ${path} is none`);
  if (labelMeans !== undefined) {
    throw new KindredError(
      "INVALID_OPTION",
      `labelMeans: only a pairs file has a label to explain, and ${path} is none`,
    );
  }
  const own = { ...(minClasses !== undefined && { minClasses }), ...(impostors !== undefined && { impostors }) };
  return folder ? imageFolder(path, own) : itemsFile(path, own);
}

/** The kind of which the header has most columns, so that a slip in one column is reported as that. */
async function kindOfFile(path: string): Promise<"pairs" | "items"> {
  const expected = "expected a class folder, a pairs file (a,b,same or a,b,score) or an items file (path,class)";
  if (hasImageExtension(path)) throw new KindredError("DATA_INVALID", `${path}: ${expected}, got a picture`);
  const { columns } = await openTable(path);
  const count = (...names: readonly string[]): number => names.filter((name) => findColumn(columns, name) >= 0).length;
  const pairs = count("a", "b", "same", "label", "score");
  const items = count("path", "class");
  if (pairs + items > 0) return pairs > items ? "pairs" : "items";
  throw new KindredError("DATA_INVALID", `${path}: ${expected}, got a file with the columns ${quoted(columns)}`);
}
