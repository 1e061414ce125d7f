// Embeddings from a file, as `kindred embed` and NumPy write them:
//
//   x.npy    [N, D] of float32 or float64, row-major; ids, one a line, in x.txt beside it
//   x.csv    id,0,1,2 ...   or with a column `class`; the other columns are numbers
//
// Without a column `class` an id's folder is its class: "anna/1.jpg" is of class "anna".

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Embeddings, Matrix } from "../core/embeddings.js";
import { KindredError, check } from "../core/errors.js";
import { groupsOf } from "./groups.js";
import { missingError } from "./missing-path.js";
import { naturalOrder } from "./natural-order.js";
import { decodeNpy } from "./npy.js";
import { findColumn, openTable, quoted } from "./table-file.js";

/** Whether a path names a file that holds embeddings, and no pictures or pairs: by its ending, and of tables by its columns. */
export async function holdsEmbeddings(file: string): Promise<boolean> {
  const ending = path.extname(file).toLowerCase();
  if (ending === ".npy") return true;
  if (ending !== ".csv" && ending !== ".tsv") return false;
  const { columns } = await openTable(file);
  return numberColumns(columns).length > 0 && !["path", "a", "b"].some((name) => findColumn(columns, name) >= 0);
}

/** Throws NOT_FOUND (the file, or the ids beside it), DATA_INVALID (naming line or bytes), DATA_EMPTY. */
export async function readEmbeddings(file: string): Promise<Embeddings> {
  const { matrix, ids, classNames } = await (path.extname(file).toLowerCase() === ".npy"
    ? readNpy(file)
    : readTable(file));
  check(matrix.rows > 0 && matrix.columns > 0, "DATA_EMPTY", `${file}: holds no embeddings`);
  if (classNames === undefined) return { ...matrix, ids };
  const classes = [...new Set(classNames)].sort(naturalOrder);
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const labels = Int32Array.from(classNames, (name) => numbers.get(name)!);
  const { groups, groupOfClass } = groupsOf(classes);
  return { ...matrix, ids, labels, classes, groups, groupOfClass };
}

interface Read {
  readonly matrix: Matrix;
  readonly ids: readonly string[];
  /** Class of each row, where known. */
  readonly classNames: readonly string[] | undefined;
}

async function readNpy(file: string): Promise<Read> {
  const matrix = decodeNpy(await bytesOf(file), file);
  const sidecar = `${file.slice(0, -".npy".length)}.txt`;
  const lines = new TextDecoder().decode(await bytesOf(sidecar, `${file} has no ids and so no classes`)).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  check(lines.length === matrix.rows, "DATA_INVALID", () => {
    return `${sidecar}: expected an id a line for each of ${matrix.rows} embeddings, got ${lines.length} lines`;
  });
  return { matrix, ids: lines, classNames: lines.map(folderOf) };
}

async function readTable(file: string): Promise<Read> {
  const table = await openTable(file);
  const { columns } = table;
  const numeric = numberColumns(columns);
  check(numeric.length > 0, "DATA_INVALID", `${file}: no column of numbers; its columns are ${quoted(columns)}`);
  const [idAt, classAt] = [findColumn(columns, "id"), findColumn(columns, "class")];
  check(
    idAt >= 0 || classAt >= 0,
    "DATA_INVALID",
    `${file}: expected a column "class" or "id", got ${quoted(columns)}`,
  );
  const [values, ids, classNames] = [[] as number[], [] as string[], [] as string[]];
  for await (const { line, cells } of table.rows()) {
    for (const column of numeric) values.push(numberIn(file, line, columns[column]!, cells[column]!));
    ids.push(idAt >= 0 ? cells[idAt]! : `line ${line}`);
    classNames.push(classAt >= 0 ? cells[classAt]! : folderOf(cells[idAt]!));
  }
  return { matrix: { data: Float32Array.from(values), rows: ids.length, columns: numeric.length }, ids, classNames };
}

/** Every column but the two that are words. */
function numberColumns(columns: readonly string[]): number[] {
  return [...columns.keys()].filter((i) => !["id", "class"].includes(columns[i]!.toLowerCase()));
}

function numberIn(file: string, line: number, column: string, cell: string): number {
  const value = cell === "" ? NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new KindredError("DATA_INVALID", `${file}:${line}: "${column}" must be a number, got "${cell}"`);
}

function folderOf(id: string): string {
  return path.posix.dirname(id.replaceAll("\\", "/"));
}

async function bytesOf(file: string, without = ""): Promise<Uint8Array> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw missingError(file, cause, without === "" ? {} : { hint: without }) ?? cause;
  });
}
