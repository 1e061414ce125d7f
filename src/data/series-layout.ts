// What a file of numbers is, told by its first lines: many series with their classes, a line or a step a line, or something else.

import { extname } from "node:path";
import { seriesNumber } from "./series.js";
import { isLongSeries } from "./series-long.js";
import { delimiterOf } from "./table-file.js";
import { textBlocks } from "./text-lines.js";

/** Fewest values behind a class for a line to be a series. */
const leastValues = 8;

/**
 * "rows": many series, a line each (series-rows.ts); "steps": many series, a step a line (series-long.ts); undefined: something
 * else. Throws NOT_FOUND, DATA_INVALID.
 */
export async function seriesLayout(path: string): Promise<"rows" | "steps" | undefined> {
  if (extname(path).toLowerCase() === ".ts") return "rows";
  for await (const block of textBlocks(path)) {
    const [first = ""] = block.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
    const columns = first.split(delimiterOf(first)).map((name) => name.trim());
    if (isLongSeries({ columns })) return "steps";
    const [, ...values] = first.trim().split(/\t|,|\s+/);
    return values.length >= leastValues && values.every((cell) => seriesNumber(cell) !== undefined)
      ? "rows"
      : undefined;
  }
  return undefined;
}
