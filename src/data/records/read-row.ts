// One row of a table on disk: of a table with one; `people.csv#12`, the row of line 12; or of a table of pairs `products.csv#12.left`, one
// side of the pair of line 12.

import { KindredError, check } from "../../core/errors.js";
import type { ColumnOptions } from "../columns.js";
import { findColumn, openTable, type TableFile } from "../table-file.js";
import type { RecordSchema } from "./encode-row.js";
import { rowOfCells, type Row } from "./row.js";
import { foundSides, namedSides, rowOfSide, type PairSides } from "./sides.js";

/** `source`: of a model that was trained on pairs, the columns of their sides. */
export type RowSchema = RecordSchema & { readonly source?: ColumnOptions };

/** Throws NOT_FOUND, INVALID_INPUT (no such line, several rows and no line), DATA_INVALID (no column that the schema knows). */
export async function readRow(reference: string, schema: RowSchema): Promise<Row> {
  const [, path = reference, line, which] = /^(.*)#(\d+)(?:\.(left|right))?$/.exec(reference) ?? [];
  const table = await openTable(path).catch((error: unknown) => {
    if (!(error instanceof KindredError) || error.code !== "NOT_FOUND") throw error;
    const expected = "the model takes a record: as JSON, as TABLE#LINE, or a table with one row";
    throw new KindredError("NOT_FOUND", `${error.message}; ${expected}`, { cause: error });
  });
  const cut = which === undefined ? rowOf(table, schema) : sideOf(table, schema, which as "left" | "right");
  let only: Row | undefined;
  for await (const row of table.rows()) {
    if (line !== undefined && row.line !== Number(line)) continue;
    check(only === undefined, "INVALID_INPUT", `${path}: expected one row, or ${path}#LINE`);
    only = cut(row.cells);
    if (line !== undefined) return only;
  }
  check(only !== undefined, "INVALID_INPUT", `${path}: no row ${line === undefined ? "in it" : `in line ${line}`}`);
  return only;
}

type Cut = (cells: readonly string[]) => Row;

function rowOf(table: TableFile, schema: RowSchema): Cut {
  const names = schema.columns.map(({ name }) => name);
  check(
    table.columns.some((name) => names.includes(name)),
    "DATA_INVALID",
    () => {
      const pairs =
        pairSides(table, schema) === undefined ? "" : `; a side of a pair is ${table.path}#LINE.left or .right`;
      return `${table.path}: none of the columns that the model reads (${names.join(", ")}); its columns are ${table.columns.join(", ")}${pairs}`;
    },
  );
  const without = [...table.columns.keys()].filter((i) => !names.includes(table.columns[i]!));
  return (cells) => rowOfCells(table.columns, cells, ...without);
}

function sideOf(table: TableFile, schema: RowSchema, which: "left" | "right"): Cut {
  const sides = pairSides(table, schema);
  const names = schema.columns.map(({ name }) => name);
  check(sides?.names.some((name) => names.includes(name)) === true, "DATA_INVALID", () => {
    return `${table.path}: no two sides with the columns that the model reads (${names.join(", ")}) in its columns ${table.columns.join(", ")}`;
  });
  return (cells) => {
    const row = rowOfSide(cells, sides, which);
    return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
  };
}

/** By the columns that the model was trained on, else by their names. */
function pairSides(table: TableFile, { source }: RowSchema): PairSides | undefined {
  const trained = [source?.left, source?.right].flatMap((list) => list?.split(",") ?? []);
  const known = trained.length > 0 && trained.every((name) => findColumn(table.columns, name.trim()) >= 0);
  return known ? namedSides(table, source!) : foundSides(table, source);
}
