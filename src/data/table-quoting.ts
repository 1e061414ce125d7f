// Whether a tab-separated file uses quotes. Many do not: in `He said "no" to it`, or in a lone `"` at the start of a cell, they are just
// signs, and reading them as RFC 4180 would, cells would run on over lines. Told by the first lines:
//
//   a cell with a quote that is not wrapped in quotes altogether, in a line of as many cells as the header       -> no quoting
//
// A cell that opens a quote and goes on in the next line makes a line of fewer cells than the header; it, and the lines up to the one
// where a cell ends with a quote, tell nothing.

import { textBlocks } from "./text-lines.js";

/** Lines looked at. */
const looked = 10_000;

const wrapped = /^"(?:[^"]|"")*"$/;

/** Whether quotes of the tab-separated file at `path` are signs like others. Throws NOT_FOUND, DATA_INVALID. */
export async function isUnquoted(path: string): Promise<boolean> {
  let lines = 0;
  let columns: number | undefined;
  let open = false;
  for await (const block of textBlocks(path)) {
    for (const line of block.split(/\r\n|\n|\r/)) {
      if (line.trim() === "") continue;
      const cells = line.split("\t");
      columns ??= cells.length;
      const stray = cells.filter((cell) => cell.includes('"') && !wrapped.test(cell.trim()));
      if (open) open = !/"\s*(\t|$)/.test(line);
      else if (stray.length > 0 && cells.length === columns) return true;
      else open = stray.some((cell) => cell.startsWith('"')) && cells.length < columns;
      if (++lines === looked) return false;
    }
  }
  return false;
}
