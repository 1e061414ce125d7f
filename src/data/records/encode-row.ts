// A row as numbers: what a network of records takes of it. Everything that has to be known for that stands in the schema, which
// travels with the model.

import { KindredError, check } from "../../core/errors.js";
import { closest } from "../../core/suggest.js";
import type { RecordColumn, ValueColumn } from "./columns.js";
import { readDate } from "./dates.js";
import { readNumber } from "./numbers.js";
import { categoryOf, isMissing, type Row, type RowInput } from "./row.js";
import { textFeatures } from "./text-features.js";

export interface RecordSchema {
  readonly columns: readonly RecordColumn[];
  /** How texts are cut into features; absent without columns of text. */
  readonly text?: TextSchema;
}

export interface TextSchema {
  /** Features fall into so many buckets. */
  readonly buckets: number;
  /** Features of a text that are read, at most. */
  readonly most: number;
}

export interface EncodedRow {
  /** Of each number and date, in the order of the columns: days since 1970 of dates; NaN where it is missing. */
  readonly values: Float64Array;
  /** Of each category: 0 missing, 1 unknown, 2 and on the place in its column's values. */
  readonly categories: Int32Array;
  /** Features of all texts, one text after the other. */
  readonly tokens: Int32Array;
  /** How often each is there, dampened: 1 + ln(count). */
  readonly weights: Float32Array;
  /** For each text column, where its features end in `tokens`. */
  readonly ends: Int32Array;
  /** Features that were left out because a text has too many. */
  readonly cut: number;
}

/** Makes rows into numbers. */
export function rowEncoder({ columns, text }: RecordSchema): (row: Row) => EncodedRow {
  const valued = columns.filter(isValued);
  const categories = columns.filter((column) => column.type === "category");
  const texts = columns.filter((column) => column.type === "text");
  const places = categories.map(({ values }) => new Map(values.map((value, place) => [value, place + 2])));
  return (row) => {
    const features = texts.map(({ name }) => {
      const cell = row[name];
      return isMissing(cell) ? { ids: [], counts: [], cut: 0 } : textFeatures(cell!, text!.buckets, text!.most);
    });
    let end = 0;
    return {
      values: Float64Array.from(valued, (column) => valueOf(row[column.name], column)),
      categories: Int32Array.from(categories, ({ name }, i) => {
        const cell = row[name];
        return isMissing(cell) ? 0 : (places[i]!.get(categoryOf(cell!)) ?? 1);
      }),
      tokens: Int32Array.from(features.flatMap(({ ids }) => ids)),
      weights: Float32Array.from(
        features.flatMap(({ counts }) => counts),
        (count) => 1 + Math.log(count),
      ),
      ends: Int32Array.from(features, ({ ids }) => (end += ids.length)),
      cut: features.reduce((sum, { cut }) => sum + cut, 0),
    };
  };
}

function isValued(column: RecordColumn): column is ValueColumn {
  return column.type === "number" || column.type === "date";
}

function valueOf(cell: string | undefined, { type, dayFirst, log }: ValueColumn): number {
  if (isMissing(cell)) return NaN;
  const value = (type === "date" ? readDate(cell!, dayFirst) : readNumber(cell!)) ?? NaN;
  // A logarithm takes what is not positive for missing.
  return log && value <= 0 ? NaN : value;
}

/** A row that a program hands over, as cells. Throws INVALID_INPUT where it has a column that the schema has not, or another value. */
export function rowOf(given: RowInput, { columns }: RecordSchema, where: string): Row {
  const names = columns.map(({ name }) => name);
  const row: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) {
      const near = closest(name, names);
      const hint = near === undefined ? "" : `; did you mean "${near}"?`;
      throw new KindredError(
        "INVALID_INPUT",
        `${where}: the model reads no column "${name}", but ${names.join(", ")}${hint}`,
      );
    }
    const fits = value === null || value === undefined || ["string", "number", "boolean"].includes(typeof value);
    check(
      fits,
      "INVALID_INPUT",
      () => `${where}: "${name}" must be text, a number or a boolean, got ${JSON.stringify(value)}`,
    );
    row[name] = value === null || value === undefined ? "" : String(value);
  }
  check(
    Object.keys(row).length > 0,
    "INVALID_INPUT",
    `${where}: a row without a cell; the model reads ${names.join(", ")}`,
  );
  return row;
}
