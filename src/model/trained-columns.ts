// Which columns of a table hold what, for a model that was trained on a table like it.

import type { ColumnOptions } from "../data/columns.js";
import { kindOfPath } from "../data/picture-files.js";
import { findColumn, openTable } from "../data/table-file.js";
import type { ModelInfo } from "./format.js";

/**
 * The columns that the model was trained on, by their roles; undefined where none were named. Of texts only those that `table` has, and
 * none where it lacks a column of texts: whatever that is called, a text is a text, and another table is read as itself.
 *
 * @param table - a path; undefined where there is none. Throws what opening a table throws.
 */
export async function trainedColumns(
  { input }: Pick<ModelInfo, "input">,
  table: string | undefined,
): Promise<ColumnOptions | undefined> {
  if (input.kind === "record") return input.source;
  if (input.kind !== "text" || input.source === undefined || table === undefined) return undefined;
  if ((await kindOfPath(table)) === "folder") return undefined;
  const { columns } = await openTable(table);
  const has = (name: string | undefined): boolean => name === undefined || findColumn(columns, name) >= 0;
  const { left, right, text } = input.source;
  if (![left, right, text].every(has)) return undefined;
  return Object.fromEntries(Object.entries(input.source).filter(([, name]) => has(name as string)));
}
