// What a column holds, told by its cells: whether they are numbers, dates, few different values or texts, and whether the column
// tells anything about a row at all.

import { readDate } from "./dates.js";
import { readNumber } from "./numbers.js";
import { categoryOf } from "./row.js";

export type ColumnType = "number" | "date" | "category" | "text";

export interface ColumnFinding {
  readonly type: ColumnType | "ignore";
  /** Of an ignored one: why, in a few words. */
  readonly reason?: string;
}

/** Share of the cells that must be numbers, or dates, for the column to be of them: a few slips are missing values. */
const enough = 0.95;
/** Categories are short and come again and again; what comes again a hundred times is one at any length. */
const longestCategory = 40;
const leastRepetition = { short: 5, long: 100 };
const mostCategories = 1000;

/** @param cells - those that hold something; @param rows - how many rows there are */
export function columnKind(name: string, cells: readonly string[], rows: number): ColumnFinding {
  if (cells.length === 0) return { type: "ignore", reason: "empty throughout" };
  const distinct = new Set(cells.map(categoryOf));
  if (distinct.size === 1 && cells.length === rows) return { type: "ignore", reason: "the same in every row" };
  const numbers = cells.map(readNumber);
  const share = (values: readonly (number | undefined)[]): number =>
    values.filter((value) => value !== undefined).length / cells.length;
  if (share(numbers) >= enough) {
    // A code with leading zeros, such as a postcode, is no quantity.
    if (cells.some((cell) => /^0\d/.test(cell.trim()))) return codes(distinct.size, cells.length);
    if (isIdentifier(name, distinct.size, cells.length) || isCounter(numbers)) return identifier;
    return { type: "number" };
  }
  if (share(cells.map((cell) => readDate(cell, true) ?? readDate(cell, false))) >= enough) return { type: "date" };
  const long = cells.some((cell) => cell.trim().length > longestCategory);
  if (isRepeated(distinct.size, cells.length, leastRepetition[long ? "long" : "short"])) return { type: "category" };
  if (isIdentifier(name, distinct.size, cells.length) || share(cells.map(codeOf)) >= enough) return identifier;
  return { type: "text" };
}

const identifier: ColumnFinding = { type: "ignore", reason: "an identifier: another in every row" };

function codes(distinct: number, count: number): ColumnFinding {
  return { type: isRepeated(distinct, count) ? "category" : "text" };
}

function isRepeated(distinct: number, count: number, times = leastRepetition.short): boolean {
  return distinct <= mostCategories && distinct * times <= count;
}

/** Called an id, and different in nearly every row. */
function isIdentifier(name: string, distinct: number, count: number): boolean {
  const called = /(^|[^a-z])(id|uuid|guid|key|rownum|index)$/i.test(name) || /[a-z]Id$/.test(name);
  return called && distinct >= 0.9 * count;
}

/** Whole numbers that count the rows. */
function isCounter(numbers: readonly (number | undefined)[]): boolean {
  return numbers.length > 2 && numbers.every((value, i) => i === 0 || value === numbers[i - 1]! + 1);
}

/** 1 for a UUID or a long hexadecimal number. */
function codeOf(cell: string): number | undefined {
  return /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,64})$/i.test(cell.trim()) ? 1 : undefined;
}
