// A table of which every row is an item and a column its class.
//
//   person_id,name,born,city,income              --class person_id
//   17,Anna Bauer,1984-02-11,Vienna,42000
//   17,A. Bauer,11.02.1984,Wien,
//
// CSV, TSV or JSON Lines (table-file.ts), read as a stream.

import { basename, dirname, resolve } from "node:path";
import { KindredError, check } from "../../core/errors.js";
import { columnOf, optionalColumn, type ColumnOptions } from "../columns.js";
import { counted, dataWarning, type Dataset, type Item } from "../dataset.js";
import { groupsOf } from "../groups.js";
import { naturalOrder } from "../natural-order.js";
import { openTable } from "../table-file.js";
import { keptRows } from "../kept-rows.js";
import { rowOfCells } from "./row.js";

export interface RecordsFileOptions {
  readonly columns?: ColumnOptions;
  /** Fewest classes that will do; 0 needs no column of classes. @defaultValue 2 */
  readonly minClasses?: 0 | 1 | 2;
  /** Whether the rows have no column of classes, whatever their columns are called. @defaultValue false */
  readonly unclassed?: boolean;
  /** Throws where a row has no class, instead of passing it over. @defaultValue false */
  readonly strict?: boolean;
  /** Rows that are kept, at most: of more, a sample. @defaultValue see kept-rows.ts */
  readonly maxRows?: number;
}

/**
 * Reads a table. Items are its rows, called `people.csv#12` after their line; classes are in natural order.
 *
 * Throws NOT_FOUND, DATA_INVALID (columns, a row of another length, quotes that never close, not UTF-8: names the line), DATA_EMPTY,
 * DATA_TOO_FEW.
 */
export async function recordsFile(path: string, options: RecordsFileOptions = {}): Promise<Dataset> {
  const { columns = {}, unclassed: bare = false, minClasses = bare ? 0 : 2, strict = false, maxRows } = options;
  const table = await openTable(path);
  const find = minClasses === 0 ? optionalColumn : columnOf;
  const classColumn = bare ? -1 : find(table, "class", columns);
  const names = table.columns.filter((_, i) => i !== classColumn);
  check(names.length > 0, "DATA_INVALID", `${path}: no column beside the class "${table.columns[classColumn]}"`);
  const kept = keptRows<{ readonly line: number; readonly name: string; readonly row: Item["record"] & object }>(
    maxRows,
  );
  const unclassed: string[] = [];
  for await (const { line, cells } of table.rows()) {
    const name = cells[classColumn] ?? "";
    if (name === "" && minClasses > 0) {
      if (strict) throw new KindredError("DATA_INVALID", `${path}:${line}: "${table.columns[classColumn]}" is empty`);
      unclassed.push(`line ${line}`);
      continue;
    }
    kept.offer(() => ({ line, name, row: rowOfCells(table.columns, cells, classColumn) }));
  }
  const rows = kept.rows();
  if (rows.length === 0) throw new KindredError("DATA_EMPTY", `${path}: has a header and no rows`);
  const classes = [...new Set(rows.map(({ name }) => name))].filter((name) => name !== "").sort(naturalOrder);
  if (classes.length < minClasses) {
    throw new KindredError(
      "DATA_TOO_FEW",
      `${path}: expected at least ${minClasses} classes in "${table.columns[classColumn]}", got ${classes.length} (${classes.join(", ")})`,
    );
  }
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const source = {
    ...(classColumn >= 0 && { class: table.columns[classColumn]! }),
    // Else a table like it would be taken for one of series, by its columns' names.
    ...(columns.series !== undefined && { series: columns.series }),
  };
  const file = basename(path);
  const items = rows.map(({ line, name, row }): Item => {
    return { id: `${file}#${line}`, path: resolve(path), label: numbers.get(name) ?? -1, record: row };
  });
  const passed = dataWarning(
    "ROWS_UNCLASSED",
    `${counted(unclassed.length, "row")} passed over: without a class`,
    unclassed,
  );
  const warnings = [...kept.warnings("row"), ...(unclassed.length === 0 ? [] : [passed])];
  const root = resolve(dirname(path));
  return {
    kind: "record",
    root,
    origin: "file",
    items,
    classes,
    ...groupsOf(classes),
    columns: names,
    source,
    warnings,
  };
}
