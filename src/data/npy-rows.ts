// The rows of a matrix in a .npy file as a stream, so that the file may be larger than memory.

import { open, type FileHandle } from "node:fs/promises";
import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { missingError } from "./missing-path.js";
import { npyNumbers, openNpy, shapeText, type NpyArray } from "./npy.js";

export interface NpyRows {
  readonly rows: number;
  readonly width: number;
  /** Every row, in order. Throws DATA_INVALID where the file is cut off. */
  blocks(): AsyncIterable<Matrix>;
}

/** Longest header looked for. */
const headerBytes = 1 << 16;
/** Numbers in a block. */
const blockNumbers = 1 << 18;

/** Throws NOT_FOUND; DATA_EMPTY; DATA_INVALID for anything but a row-major matrix of numbers. */
export async function npyRows(file: string): Promise<NpyRows> {
  const array = await within(file, async (handle) => openNpy(await bytesAt(handle, 0, headerBytes), file));
  const [rows = 0, width = 0] = array.shape;
  check(array.shape.length === 2 && !array.columnsFirst, "DATA_INVALID", () => {
    const order = array.columnsFirst ? " in Fortran's order" : "";
    return `${file}: expected a row-major matrix [rows, columns], got shape ${shapeText(array.shape)}${order}`;
  });
  check(rows > 0 && width > 0, "DATA_EMPTY", () => `${file}: holds no rows: its shape is ${shapeText(array.shape)}`);
  return { rows, width, blocks: () => blocksOf(file, array, rows, width) };
}

async function* blocksOf(file: string, array: NpyArray, rows: number, width: number): AsyncGenerator<Matrix> {
  const each = Math.max(1, Math.floor(blockNumbers / width));
  // As NumPy writes it, "<f4": the size in bytes comes last.
  const rowBytes = width * Number(array.type.slice(2));
  const handle = await open(file);
  try {
    for (let from = 0; from < rows; from += each) {
      const count = Math.min(each, rows - from);
      const bytes = await bytesAt(handle, array.start + from * rowBytes, count * rowBytes);
      const data = npyNumbers({ ...array, bytes, start: 0, shape: [count, width] }, file);
      yield { data, rows: count, columns: width };
    }
  } finally {
    await handle.close();
  }
}

/** As many bytes as there are, up to `length`. */
async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(Number.isFinite(length) ? length : 0);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function within<T>(file: string, action: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw missingError(file, cause) ?? cause;
  });
  try {
    return await action(handle);
  } finally {
    await handle.close();
  }
}
