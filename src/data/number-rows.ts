// Rows of numbers as a stream, a block at a time, so that a file may be larger than memory:
//
//   x.csv, x.tsv, -   a line a row, separated by commas, semicolons or tabs; "-" is standard input. A first line of names, unless all
//                     of it are numbers: then columns are called "1", "2" ... An empty cell, NaN, NA, null, none or ? is missing.
//   x.npy             [N, D] of numbers, NaN for what is missing
//
// A column "id" (or one that is named) gives rows their names; else they are called after their line, "line 7", or "row 6" of a .npy.

import path from "node:path";
import type { Matrix } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import { closest } from "../core/suggest.js";
import { npyRows } from "./npy-rows.js";
import { separatedLine } from "./separated-line.js";
import { seriesNumber } from "./series.js";
import { delimiterOf, findColumn, quoted } from "./table-file.js";
import { textBlocks } from "./text-lines.js";

export interface NumberRowsOptions {
  /** Name of the column that holds the rows' names. @defaultValue "id", where there is one */
  readonly id?: string | undefined;
  /** Names of columns that are passed over. @defaultValue none */
  readonly ignore?: readonly string[] | undefined;
  /** The columns to read, in this order, whatever others there are. @defaultValue all but the id and those to ignore */
  readonly columns?: readonly string[] | undefined;
}

export interface RowBlock extends Matrix {
  readonly ids: readonly string[];
}

export interface NumberRows {
  /** Names of the numbers' columns. */
  readonly columns: readonly string[];
  /** Columns of the file that are not read. */
  readonly passedOver: readonly string[];
  /** Every row, in order; once. Throws DATA_INVALID naming the line and the column that holds no number. */
  blocks(): AsyncIterable<RowBlock>;
}

/** Opens a file, or standard input for "-", and reads its first line. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID. */
export async function openNumberRows(file: string, options: NumberRowsOptions = {}): Promise<NumberRows> {
  if (path.extname(file).toLowerCase() === ".npy") return openNpyRows(file, options);
  const where = file === "-" ? "standard input" : file;
  const lines = numberedLines(textBlocks(where, file === "-" ? (process.stdin as AsyncIterable<Buffer>) : undefined));
  const first = await lines.next();
  if (first.done === true) throw new KindredError("DATA_EMPTY", `${where}: the file is empty`);
  const { line, text } = first.value[0]!;
  const delimiter = delimiterOf(text);
  const cells = cellsOf(text, delimiter, `${where}:${line}`);
  const headless = cells.every((cell) => cell !== "" && Number.isFinite(Number(cell)));
  const names = headless ? cells.map((_, i) => String(i + 1)) : cells;
  const repeated = names.find((name, index) => findColumn(names, name) !== index);
  check(repeated === undefined, "DATA_INVALID", `${where}:${line}: two columns are called "${repeated}"`);
  const layout = layoutOf(names, options, where, headless);
  const rest = headless ? first.value : first.value.slice(1);
  return {
    columns: layout.columns.map((index) => names[index]!),
    passedOver: names.filter((_, index) => index !== layout.id && !layout.columns.includes(index)),
    async *blocks() {
      const block = rowsOf(rest, delimiter, names, layout, where);
      if (block.rows > 0) yield block;
      for await (const more of lines) {
        const next = rowsOf(more, delimiter, names, layout, where);
        if (next.rows > 0) yield next;
      }
    },
  };
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Lines that are not blank, a block at a time; no block is empty. */
async function* numberedLines(blocks: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let line = 0;
  for await (const block of blocks) {
    const texts = block.split(/\r?\n/);
    // What comes behind the last line end is no line.
    if (texts.at(-1) === "") texts.pop();
    const lines = texts.map((text) => ({ line: ++line, text })).filter(({ text }) => text.trim() !== "");
    if (lines.length > 0) yield lines;
  }
}

interface Layout {
  /** Positions of the numbers. */
  readonly columns: readonly number[];
  /** Position of the rows' names, or -1. */
  readonly id: number;
}

function layoutOf(names: readonly string[], options: NumberRowsOptions, where: string, headless: boolean): Layout {
  const { id, ignore = [], columns } = options;
  const place = (name: string): number => {
    const index = findColumn(names, name);
    if (index >= 0) return index;
    const near = closest(name, names);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    throw new KindredError("DATA_INVALID", `${where}: no column "${name}"; its columns are ${quoted(names)}${hint}`);
  };
  const idAt = id === undefined ? findColumn(names, "id") : place(id);
  if (columns !== undefined && headless) {
    const wanted = names.length - (id === undefined ? 0 : 1);
    check(wanted === columns.length, "DIMENSION_MISMATCH", () => {
      return `${where}: expected ${columns.length} columns, got ${wanted} and no names`;
    });
    return { columns: [...names.keys()].filter((index) => index !== idAt), id: idAt };
  }
  if (columns !== undefined) return { columns: columns.map(place), id: idAt };
  const ignored = ignore.map(place);
  const kept = [...names.keys()].filter((index) => index !== idAt && !ignored.includes(index));
  check(kept.length > 0, "DATA_INVALID", `${where}: no column of numbers; its columns are ${quoted(names)}`);
  return { columns: kept, id: idAt };
}

function rowsOf(
  lines: readonly Line[],
  delimiter: string,
  names: readonly string[],
  { columns, id }: Layout,
  where: string,
): RowBlock {
  const data = new Float32Array(lines.length * columns.length);
  const ids = lines.map(({ line, text }, row) => {
    const cells = cellsOf(text, delimiter, `${where}:${line}`);
    check(cells.length === names.length, "DATA_INVALID", () => {
      return `${where}:${line}: expected ${names.length} cells, got ${cells.length}`;
    });
    columns.forEach((column, i) => {
      data[row * columns.length + i] = numberIn(cells[column]!, names[column]!, `${where}:${line}`);
    });
    return id < 0 ? `line ${line}` : cells[id]!;
  });
  return { data, rows: lines.length, columns: columns.length, ids };
}

function cellsOf(text: string, delimiter: string, where: string): string[] {
  const cells = separatedLine(text, delimiter);
  if (cells === undefined) throw new KindredError("DATA_INVALID", `${where}: a quote is not closed in its line`);
  return cells;
}

function numberIn(cell: string, column: string, where: string): number {
  const value = seriesNumber(cell);
  if (value !== undefined && Math.abs(value) !== Infinity) return value;
  const shown = cell.slice(0, 40);
  throw new KindredError("DATA_INVALID", `${where}: "${column}" must be a finite number, or empty, got "${shown}"`);
}

async function openNpyRows(file: string, { columns: wanted }: NumberRowsOptions): Promise<NumberRows> {
  const { width, blocks } = await npyRows(file);
  check(wanted === undefined || wanted.length === width, "DIMENSION_MISMATCH", () => {
    return `${file}: expected ${wanted!.length} columns, got ${width}`;
  });
  return {
    columns: wanted ?? Array.from({ length: width }, (_, i) => String(i + 1)),
    passedOver: [],
    async *blocks() {
      let before = 0;
      for await (const block of blocks()) {
        const from = before;
        yield { ...block, ids: Array.from({ length: block.rows }, (_, i) => `row ${from + i}`) };
        before += block.rows;
      }
    },
  };
}
