// A series as a text file: a step a line, a channel a column, with or without a header.
//
//   x,y,pressure          separated by tabs, semicolons, commas or blanks, whichever the lines have
//   12,40,0.31
//   13,,0.35              an empty cell, NaN, NA or ? is a gap
//
// A first line that holds only the number of lines to come, as tablets write it, is passed over.

import { KindredError } from "../core/errors.js";
import { type ReadSeries, seriesNumber, seriesOf } from "./series.js";
import { textBlocks } from "./text-lines.js";

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Reads a text file as one series. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID naming the line. */
export async function readSeriesText(path: string): Promise<ReadSeries> {
  return seriesOfLines(await linesOf(path), path);
}

/** The same of a text in memory; `where` names it in messages. Throws DATA_EMPTY, DATA_INVALID naming the line. */
export function parseSeriesText(text: string, where: string): ReadSeries {
  const lines = text.split(/\r\n|\n|\r/).map((line, index) => ({ number: index + 1, text: line }));
  return seriesOfLines(
    lines.filter(({ text }) => text.trim() !== ""),
    where,
  );
}

function seriesOfLines(lines: readonly Line[], path: string): ReadSeries {
  if (lines.length === 0) throw new KindredError("DATA_EMPTY", `${path}: the file is empty`);
  const separator = separatorOf(lines[lines.length >> 1]!.text);
  const split = ({ text }: Line): string[] => text.trim().split(separator);
  const isCount = lines.length > 1 && split(lines[0]!).length === 1 && Number(lines[0]!.text) === lines.length - 1;
  const isHeader = split(lines[0]!).every((cell) => seriesNumber(cell) === undefined);
  const rows = isCount || isHeader ? lines.slice(1) : lines;
  const [first] = rows;
  if (first === undefined) throw new KindredError("DATA_EMPTY", `${path}: a header and no series`);
  const channels = split(first).length;
  const values = new Float32Array(rows.length * channels);
  rows.forEach((line, step) => {
    const cells = split(line);
    if (cells.length !== channels) {
      const message = `expected ${channels} channels as in line ${first.number}, got ${cells.length}`;
      throw new KindredError("DATA_INVALID", `${path}:${line.number}: ${message}`);
    }
    cells.forEach((cell, channel) => (values[step * channels + channel] = cellValue(cell, `${path}:${line.number}`)));
  });
  return seriesOf(values, channels, path);
}

/** The number in a cell. Throws DATA_INVALID where there is something else. */
export function cellValue(cell: string, where: string): number {
  const value = seriesNumber(cell);
  if (value !== undefined) return value;
  const advice = /^[+-]?\d+,\d+$/.test(cell.trim())
    ? "; decimals need a point, not a comma"
    : "; is it separated otherwise?";
  throw new KindredError("DATA_INVALID", `${where}: expected a number, got "${cell.trim().slice(0, 40)}"${advice}`);
}

/** Lines that are not blank. */
export async function linesOf(path: string): Promise<Line[]> {
  const lines: Line[] = [];
  let number = 0;
  for await (const block of textBlocks(path)) {
    const texts = block.split(/\r\n|\n|\r/);
    // A block ends with a line's end, or with the file.
    if (texts.at(-1) === "") texts.pop();
    for (const text of texts) if ((number++, text.trim() !== "")) lines.push({ number, text });
  }
  return lines;
}

function separatorOf(line: string): string | RegExp {
  for (const separator of ["\t", ";", ","]) if (line.includes(separator)) return separator;
  return /\s+/;
}
