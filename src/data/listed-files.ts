// The files that a table lists: each once, however often and in whatever spelling it is named, with the line that named it
// first. Relative paths are relative to the table's folder, so that table and pictures can move together.

import { stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { KindredError } from "../core/errors.js";
import { inParallel, parallelReads } from "./parallel.js";

export interface ListedFile {
  /** As `Item.id`. */
  readonly id: string;
  readonly path: string;
  /** Line that named it first. */
  readonly line: number;
}

export interface ListedFiles {
  /** Folder of the table. */
  readonly root: string;
  readonly files: readonly ListedFile[];
  /** Number of the file that `cell` names: its position in `files`. Throws DATA_INVALID where the cell is empty. */
  number(cell: string, line: number, column: string): number;
  /** Throws NOT_FOUND, naming the first line whose file does not exist. */
  checkExist(): Promise<void>;
}

export function listedFiles(table: string): ListedFiles {
  const root = dirname(resolve(table));
  const files: ListedFile[] = [];
  const numbers = new Map<string, number>();
  const number = (cell: string, line: number, column: string): number => {
    if (cell === "") throw new KindredError("DATA_INVALID", `${table}:${line}: "${column}" is empty`);
    const path = resolve(root, cell);
    let index = numbers.get(path);
    if (index === undefined) {
      index = files.push({ id: idOf(root, path, cell), path, line }) - 1;
      numbers.set(path, index);
    }
    return index;
  };
  return { root, files, number, checkExist: () => checkExist(table, files) };
}

function idOf(root: string, path: string, cell: string): string {
  const fromRoot = relative(root, path);
  const outside = fromRoot.startsWith("..") || isAbsolute(fromRoot);
  return (outside && isAbsolute(cell) ? path : fromRoot).split(sep).join("/");
}

async function checkExist(table: string, files: readonly ListedFile[]): Promise<void> {
  const missing: ListedFile[] = [];
  await inParallel(files.length, parallelReads, async (index) => {
    const file = files[index]!;
    const found = await stat(file.path).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (!found) missing.push(file);
  });
  if (missing.length === 0) return;
  const first = missing.reduce((a, b) => (b.line < a.line ? b : a));
  const more = missing.length === 1 ? "" : ` (and ${missing.length - 1} more of ${files.length} listed)`;
  throw new KindredError("NOT_FOUND", `${table}:${first.line}: no such file: ${first.id}${more}`);
}
