// One row of a table on disk: of a table with one, or `people.csv#12`, the row of line 12.

import { check } from "../../core/errors.js";
import { openTable } from "../table-file.js";
import type { RecordSchema } from "./encode-row.js";
import { rowOfCells, type Row } from "./row.js";

/** Throws NOT_FOUND, INVALID_INPUT (no such line, several rows and no line), DATA_INVALID (no column that the schema knows). */
export async function readRow(reference: string, { columns }: RecordSchema): Promise<Row> {
  const [, path = reference, line] = /^(.*)#(\d+)$/.exec(reference) ?? [];
  const table = await openTable(path);
  const names = columns.map(({ name }) => name);
  check(
    table.columns.some((name) => names.includes(name)),
    "DATA_INVALID",
    () => {
      return `${path}: none of the columns that the model reads (${names.join(", ")}); its columns are ${table.columns.join(", ")}`;
    },
  );
  const without = [...table.columns.keys()].filter((i) => !names.includes(table.columns[i]!));
  let only: Row | undefined;
  for await (const row of table.rows()) {
    if (line !== undefined && row.line !== Number(line)) continue;
    check(only === undefined, "INVALID_INPUT", `${path}: expected one row, or ${path}#LINE`);
    only = rowOfCells(table.columns, row.cells, ...without);
    if (line !== undefined) return only;
  }
  check(only !== undefined, "INVALID_INPUT", `${path}: no row ${line === undefined ? "in it" : `in line ${line}`}`);
  return only;
}
