// Rows of a table on disk, each with its line number: comma-, semicolon- or tab-separated with a header line (RFC 4180
// quoting; tab-separated also without any, table-quoting.ts), or JSON Lines, one object a line. Which of them it is shows in the first line. Read as a stream, as UTF-8.

import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { KindredError, check } from "../core/errors.js";
import { closest } from "../core/suggest.js";
import { colValTable, isColVal } from "./col-val-file.js";
import { isUnquoted } from "./table-quoting.js";
import { textBlocks } from "./text-lines.js";

/** Characters of one record, at most: behind a quote that never closes a whole file would be taken for one. */
const longestRecord = 4 * 2 ** 20;

export interface TableFile {
  readonly path: string;
  readonly format: "csv" | "tsv" | "jsonl";
  /** As the header, or the first object, names them. */
  readonly columns: readonly string[];
  /** All rows after the header, in order. Throws DATA_INVALID naming the line that breaks the format. */
  rows(): AsyncIterable<TableRow>;
}

export interface TableRow {
  /** Counted from 1, as editors do; the last line of a row that spans several. */
  readonly line: number;
  /** One cell a column, without outer whitespace. JSON numbers and booleans are written out; "" where there is none. */
  readonly cells: readonly string[];
}

/** Opens a table and reads its header. Throws NOT_FOUND, DATA_EMPTY, DATA_INVALID. */
export async function openTable(path: string): Promise<TableFile> {
  const first = await firstLine(path);
  if (first === "") throw new KindredError("DATA_EMPTY", `${path}: the file is empty`);
  if (first.startsWith("[")) {
    throw new KindredError("DATA_INVALID", `${path}:1: expected JSON Lines, one object a line, got a JSON array`);
  }
  if (first.startsWith("{")) {
    const columns = Object.keys(jsonObject(path, 1, first));
    return { path, format: "jsonl", columns, rows: () => jsonRows(path, columns) };
  }
  if (isColVal(first)) return colValTable(path, first);
  const delimiter = delimiterOf(first);
  const quote = delimiter === "\t" && (await isUnquoted(path)) ? false : '"';
  const layout = { delimiter, quote } as const;
  const columns = await headerOf(path, layout);
  const rows = (): AsyncIterable<TableRow> => separatedRows(path, layout, columns);
  return { path, format: delimiter === "\t" ? "tsv" : "csv", columns, rows };
}

/** Position of a column, in any case. Throws DATA_INVALID listing the columns there are, and the closest. */
export function columnIndex({ path, columns }: TableFile, name: string): number {
  const index = findColumn(columns, name);
  if (index >= 0) return index;
  // Any letter is near to `a`.
  const near = name.length < 3 ? undefined : closest(name, columns);
  const lone = columns.length === 1 ? "; cells are separated by commas, semicolons or tabs" : "";
  const hint = near === undefined ? `the first line must name the columns${lone}` : `did you mean "${near}"?`;
  throw new KindredError("DATA_INVALID", `${path}: no column "${name}"; its columns are ${quoted(columns)}; ${hint}`);
}

/** Position of a column, in any case, or -1. */
export function findColumn(columns: readonly string[], name: string): number {
  return columns.findIndex((column) => column.toLowerCase() === name.toLowerCase());
}

/** `"a", "b"`: how column names appear in messages. */
export function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(", ");
}

async function firstLine(path: string): Promise<string> {
  for await (const block of textBlocks(path)) {
    const line = block.split(/\r?\n|\r/).find((text) => text.trim() !== "");
    if (line !== undefined) return line.trim();
  }
  return "";
}

/** The separator that makes most columns of a header; a comma where there is but one column. */
export function delimiterOf(header: string): "," | ";" | "\t" {
  const bare = header.replace(/"[^"]*"/g, "");
  const count = (separator: string): number => bare.split(separator).length;
  return count("\t") > count(",") ? "\t" : count(";") > count(",") ? ";" : ",";
}

interface Layout {
  readonly delimiter: string;
  /** False where quotes are signs like others. */
  readonly quote: '"' | false;
}

async function headerOf(path: string, layout: Layout): Promise<readonly string[]> {
  for await (const { line, cells } of records(path, layout)) {
    const repeated = cells.find((name, index) => findColumn(cells, name) !== index);
    check(repeated === undefined, "DATA_INVALID", `${path}:${line}: two columns are called "${repeated}"`);
    return cells;
  }
  throw new KindredError("DATA_EMPTY", `${path}: the file is empty`);
}

async function* separatedRows(path: string, layout: Layout, columns: readonly string[]): AsyncGenerator<TableRow> {
  let header = true;
  for await (const row of records(path, layout)) {
    if (header) {
      header = false;
      continue;
    }
    const { line, cells } = row;
    if (cells.length !== columns.length) {
      const expected = `expected ${columns.length} cells (${quoted(columns)})`;
      throw new KindredError("DATA_INVALID", `${path}:${line}: ${expected}, got ${cells.length}`);
    }
    yield row;
  }
}

/** Every record of a separated file, the header included. */
async function* records(path: string, layout: Layout): AsyncGenerator<TableRow> {
  const source = Readable.from(textBlocks(path));
  // Counted as they are parsed, before they are handed on: where a quote never closes, the row after the last one opened it.
  let last = 0;
  const counted = (record: string[], { lines }: { readonly lines: number }): string[] => ((last = lines), record);
  const relaxed = { trim: true, skip_empty_lines: true, relax_column_count: true, max_record_size: longestRecord };
  const parser = parse({ ...layout, ...relaxed, info: true, on_record: counted });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof KindredError) throw error;
    const { message, lines, code } = error as Error & { readonly lines?: number; readonly code?: string };
    if (code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE") {
      const where = `${path}:${last + 1}: a quote that opens in this row never closes`;
      throw new KindredError("DATA_INVALID", where, { cause: error });
    }
    throw new KindredError("DATA_INVALID", `${path}:${lines ?? 1}: ${message}`, { cause: error });
  } finally {
    source.destroy();
  }
}

async function* jsonRows(path: string, columns: readonly string[]): AsyncGenerator<TableRow> {
  let line = 0;
  for await (const block of textBlocks(path)) {
    for (const text of block.replace(/\r?\n$/, "").split(/\r?\n/)) {
      line++;
      if (text.trim() === "") continue;
      const object = jsonObject(path, line, text);
      yield { line, cells: columns.map((column) => jsonCell(path, line, column, object[column])) };
    }
  }
}

function jsonObject(path: string, line: number, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new KindredError("DATA_INVALID", `${path}:${line}: not a JSON object: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  check(isObject, "DATA_INVALID", () => `${path}:${line}: expected a JSON object, got ${text.slice(0, 40)}`);
  return value as Readonly<Record<string, unknown>>;
}

function jsonCell(path: string, line: number, column: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const expected = `"${column}" must be text, a number or a boolean`;
  throw new KindredError("DATA_INVALID", `${path}:${line}: ${expected}, got ${JSON.stringify(value)}`);
}
