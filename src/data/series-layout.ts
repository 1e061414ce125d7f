// What a file of numbers is, told by its first lines: many series with their classes, a line or a step a line, or something else.
//
//   1 0.12 0.35 0.40       a class and values: a series a line. Nothing else begins with a line of numbers alone, save a header that
//   up 0.12 0.35 0.40      only counts its columns (0,1,2). A first word may be a class or name a column: a class comes again, or
//   land 2001 2002 2003    has many values behind it.

import { extname } from "node:path";
import { seriesNumber } from "./series.js";
import { isLongSeries } from "./series-long.js";
import { delimiterOf } from "./table-file.js";
import { textBlocks } from "./text-lines.js";

/** From so many values behind it on, a word is a class, and a line a series for certain. */
export const plainlySeries = 8;

/** Fewest values of a series a line. */
const leastValues = 2;

/**
 * "rows": many series, a line each (series-rows.ts); "steps": many series, a step a line (series-long.ts); undefined: something
 * else. Throws NOT_FOUND, DATA_INVALID.
 *
 * @param channels - of the series that are expected: of several, a line of numbers is a step of one series. @defaultValue 1
 */
export async function seriesLayout(path: string, channels = 1): Promise<"rows" | "steps" | undefined> {
  if (extname(path).toLowerCase() === ".ts") return "rows";
  for await (const block of textBlocks(path)) {
    const lines = block.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
    const [first = ""] = lines;
    const columns = first.split(delimiterOf(first)).map((name) => name.trim());
    if (isLongSeries({ columns })) return "steps";
    return channels === 1 && areSeries(lines) ? "rows" : undefined;
  }
  return undefined;
}

/** Whether lines hold a class and values each. */
function areSeries(lines: readonly string[]): boolean {
  const [first, ...others] = lines.map((line) => line.trim().split(/\t|,|\s+/));
  if (first === undefined || !holdsValues(first)) return false;
  const [label = "", ...values] = first;
  if (values.length >= plainlySeries) return true;
  if (!others.every(holdsValues)) return false;
  if (seriesNumber(label) === undefined) return others.some(([other]) => other === label);
  return !first.every((cell, index) => Number(cell) === index);
}

/** Whether numbers, or gaps, stand behind the first cell. */
function holdsValues([, ...values]: readonly string[]): boolean {
  return values.length >= leastValues && values.every((cell) => seriesNumber(cell) !== undefined);
}
