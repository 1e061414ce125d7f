// Whether a table lists texts, or files of pictures or series, told by its columns and by its first cells.

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { columnName, type ColumnOptions } from "./columns.js";
import { hasImageExtension } from "./image-format.js";
import { hasSeriesExtension } from "./series-dataset.js";
import { findColumn, type TableFile } from "./table-file.js";

/** Rows looked at. */
const looked = 50;

/**
 * "pairs": pairs of texts; "items": texts, with or without classes; undefined: neither. A cell that ends like a picture or a series,
 * or names a file that is there, is a file; a table of pairs with one such cell among its first rows lists files.
 */
export async function textLayout(
  table: TableFile,
  columns: ColumnOptions = {},
): Promise<"pairs" | "items" | undefined> {
  const at = (name: string): number => findColumn(table.columns, name);
  if (columns.text !== undefined) return "items";
  const sides = (["left", "right"] as const).map((role) => at(columnName(role, columns)));
  if (sides.every((side) => side >= 0)) return (await listsFiles(table, sides)) ? undefined : "pairs";
  // Named, but not there: what is missing is told by who reads the pairs.
  if (columns.left !== undefined || columns.right !== undefined) return "pairs";
  return at(columnName("text", columns)) >= 0 && at("path") < 0 ? "items" : undefined;
}

async function listsFiles(table: TableFile, columns: readonly number[]): Promise<boolean> {
  const folder = dirname(resolve(table.path));
  let rows = 0;
  for await (const { cells } of table.rows()) {
    for (const column of columns) {
      const cell = cells[column]!;
      if (hasImageExtension(cell) || hasSeriesExtension(cell) || (cell !== "" && existsSync(resolve(folder, cell))))
        return true;
    }
    if (++rows === looked) break;
  }
  return false;
}
