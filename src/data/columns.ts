// Which columns of a table hold what, where they are not called as Kindred calls them.

import { check } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import { columnIndex, findColumn, type TableFile } from "./table-file.js";

/** Names of columns, found in any case. */
export interface ColumnOptions {
  /** Of pairs, one side. @defaultValue "a" */
  readonly left?: string;
  /** The other side. @defaultValue "b" */
  readonly right?: string;
  /** Whether a pair is the same. @defaultValue "same" */
  readonly same?: string;
  /** How alike a pair is. @defaultValue "score" */
  readonly score?: string;
  /** Of single texts. @defaultValue "text" */
  readonly text?: string;
  /** The class of a text or of a picture. @defaultValue "class" */
  readonly class?: string;
  /** Of a table with a step of a series a row: which series; "none": it is no such table. @defaultValue "id" */
  readonly series?: string;
  /** Of such a table: when. @defaultValue "time" */
  readonly time?: string;
}

export type ColumnRole = keyof ColumnOptions;

const usual: Readonly<Record<ColumnRole, string>> = {
  left: "a",
  right: "b",
  same: "same",
  score: "score",
  text: "text",
  class: "class",
  series: "id",
  time: "time",
};

/** Throws INVALID_OPTION where a role is unknown, or its column is no name. */
export function checkColumns(where: string, columns: ColumnOptions): void {
  checkNames(where, { ...columns }, Object.keys(usual));
  for (const [role, name] of Object.entries(columns) as [string, unknown][]) {
    check(typeof name === "string" && name !== "", "INVALID_OPTION", () => {
      return `${where}: ${role} must be the name of a column, got ${JSON.stringify(name)}`;
    });
  }
}

/** What the column of a role is called. */
export function columnName(role: ColumnRole, columns: ColumnOptions = {}): string {
  return columns[role] ?? usual[role];
}

/** Position of the column of a role. Throws DATA_INVALID listing the columns there are. */
export function columnOf(table: TableFile, role: ColumnRole, columns?: ColumnOptions): number {
  return columnIndex(table, columnName(role, columns));
}

/** Position of the column of a role, or -1 where it was not named and there is none. Throws as `columnOf` where it was named. */
export function optionalColumn(table: TableFile, role: ColumnRole, columns: ColumnOptions = {}): number {
  return columns[role] === undefined ? findColumn(table.columns, usual[role]) : columnOf(table, role, columns);
}
