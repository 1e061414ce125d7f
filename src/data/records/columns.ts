// What the columns of a table hold, and the numbers that a network needs of each, taken from the rows that are trained on:
//
//   number     centre and spread (median, and interquartile range / 1.349, the standard deviation of a normal distribution), of the
//              logarithm where all are positive and some are far larger than others
//   date       the same, of days since 1970
//   category   the values there are, the most frequent first
//   text       nothing of its own; how rare each feature of texts is (text-features.ts) is counted over all texts together
//   ignore     an identifier, or the same in every row: it tells nothing about what a row is
//
// Which of them a column is shows in its cells (column-kinds.ts) and can be said.

import { KindredError, check } from "../../core/errors.js";
import { checkChoice } from "../../core/options.js";
import { quantile } from "../../core/statistics.js";
import { unknownName } from "../../core/suggest.js";
import { columnKind, type ColumnFinding, type ColumnType } from "./column-kinds.js";
import { isDayFirst, readDate } from "./dates.js";
import { readNumber } from "./numbers.js";
import { categoryOf, isMissing, type Row } from "./row.js";

export const columnTypes: readonly (ColumnType | "ignore")[] = ["number", "date", "category", "text", "ignore"];

export type RecordColumn = ValueColumn | CategoryColumn | TextColumn;

/** A number or a date. */
export interface ValueColumn {
  readonly name: string;
  readonly type: "number" | "date";
  /** Median of the training rows, of the logarithm where `log`. */
  readonly centre: number;
  /** What counts as one; > 0. */
  readonly scale: number;
  /** Whether the logarithm counts. */
  readonly log: boolean;
  /** Cycles that the network sees the value on, from the range of the column down to its smallest step, > 0. */
  readonly periods: readonly number[];
  /** Of dates with two numbers before the year: whether the first is the day. */
  readonly dayFirst: boolean;
}

export interface CategoryColumn {
  readonly name: string;
  readonly type: "category";
  readonly values: readonly string[];
}

export interface TextColumn {
  readonly name: string;
  readonly type: "text";
}

export interface InferredColumns {
  readonly columns: readonly RecordColumn[];
  /** A few words for each column of the table, in its order: `price: number, median 19.9, 3 % missing`. */
  readonly told: readonly string[];
}

/** Types by column, as options say them. */
export type ColumnTypes = Readonly<Record<string, ColumnType | "ignore">>;

/** Values of a category that are kept, at most; the rest is as good as unknown. */
const mostValues = 5000;

/**
 * @param names - the columns to look at
 * @param given - types that are not to be guessed
 * @throws INVALID_OPTION for a column or a type that there is not, DATA_EMPTY where nothing is left to learn from
 */
export function inferColumns(rows: readonly Row[], names: readonly string[], given: ColumnTypes = {}): InferredColumns {
  checkColumnTypes("columns", given);
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownName("column", name, names);
  const columns: RecordColumn[] = [];
  const told: string[] = [];
  for (const name of names) {
    const cells = rows.map((row) => row[name] ?? "").filter((cell) => !isMissing(cell));
    const found = columnKind(name, cells, rows.length);
    const type = given[name] ?? found.type;
    const column = type === "ignore" ? undefined : described(name, type, cells);
    if (column !== undefined) columns.push(column);
    told.push(`${name}: ${toldOf(column, found, given[name] !== undefined)}${missingText(cells.length, rows.length)}`);
  }
  check(
    columns.length > 0,
    "DATA_EMPTY",
    () => `no column to learn from: ${told.join("; ")}; --columns NAME=TYPE says otherwise`,
  );
  return { columns, told };
}

/** Throws INVALID_OPTION for a type that there is not. */
export function checkColumnTypes(where: string, given: ColumnTypes): void {
  for (const [name, type] of Object.entries(given)) checkChoice(where, `column ${name}`, type, columnTypes);
}

function described(name: string, type: ColumnType, cells: readonly string[]): RecordColumn {
  if (type === "text") return { name, type };
  if (type === "category") return { name, type, values: valuesOf(cells) };
  const dayFirst = type === "date" && isDayFirst(cells);
  const read = type === "date" ? (cell: string) => readDate(cell, dayFirst) : readNumber;
  const values = Float64Array.from(cells.flatMap((cell) => read(cell) ?? [])).sort();
  if (values.length === 0) {
    const got = cells.length === 0 ? "no cell with anything in it" : `"${cells[0]!.slice(0, 40)}"`;
    throw new KindredError("DATA_INVALID", `columns: "${name}" is said to hold ${type}s, got ${got}`);
  }
  return { name, type, ...statistics(values, type), dayFirst };
}

function valuesOf(cells: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(categoryOf(cell), (counts.get(categoryOf(cell)) ?? 0) + 1);
  const order = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return order.slice(0, mostValues).map(([value]) => value);
}

/** Calendar cycles of dates, in days. */
const calendar = [365.2425, 7];

/** Cycles from the range down to the step, each half of the one before, at most this many. */
const mostCycles = 10;

/** @param sorted - ascending, at least one */
function statistics(sorted: Float64Array, type: "number" | "date"): Omit<ValueColumn, "name" | "type" | "dayFirst"> {
  const at = (share: number, of: Float64Array): number => quantile(of, share);
  const log = type === "number" && sorted[0]! > 0 && at(0.95, sorted) / at(0.05, sorted) > 20;
  const values = log ? sorted.map(Math.log) : sorted;
  const spread = (at(0.75, values) - at(0.25, values)) / 1.349;
  const range = values.at(-1)! - values[0]!;
  const scale = spread > 0 ? spread : range > 0 ? range / 4 : 1;
  return { centre: at(0.5, values), scale, log, periods: periodsOf(values, range, type) };
}

function periodsOf(values: Float64Array, range: number, type: "number" | "date"): number[] {
  if (range <= 0) return [];
  const wide = at90(values);
  const gaps = Float64Array.from([...values.keys()].slice(1), (i) => values[i]! - values[i - 1]!)
    .filter((gap) => gap > 0)
    .sort();
  const step = Math.max(quantile(gaps, 0.05), wide / 2 ** mostCycles);
  const cycles: number[] = [];
  for (let period = 2 * wide; period >= 2 * step && cycles.length < mostCycles; period /= 2) cycles.push(period);
  return type === "date" ? [...cycles, ...calendar] : cycles;
}

/** Width of the middle nine tenths; of all where they coincide. */
function at90(values: Float64Array): number {
  const width = quantile(values, 0.95) - quantile(values, 0.05);
  return width > 0 ? width : values.at(-1)! - values[0]!;
}

function toldOf(column: RecordColumn | undefined, found: ColumnFinding, given: boolean): string {
  if (column === undefined) return `ignored (${given ? "as asked" : found.reason})`;
  const said = given ? " (as asked)" : "";
  if (column.type === "category") return `category of ${column.values.length} values${said}`;
  if (column.type === "text") return `text${said}`;
  const { centre, log, type } = column;
  if (type === "date") return `date, median ${new Date(centre * 86_400_000).toISOString().slice(0, 10)}${said}`;
  const median = Number((log ? Math.exp(centre) : centre).toPrecision(4));
  return `number${log ? " by its logarithm" : ""}, median ${median}${said}`;
}

function missingText(present: number, rows: number): string {
  const share = 1 - present / Math.max(1, rows);
  return share === 0 ? "" : `, ${share < 0.01 ? "under 1" : Math.round(100 * share)} % missing`;
}
