// Writes NumPy's .npy format, version 1.0: a matrix of float32; and reads matrices and columns of numbers, any version.
//
//   "\x93NUMPY" 1 0, uint16 length of the header, the header, then the numbers, row after row, little endian
//   header: {'descr': '<f4', 'fortran_order': False, 'shape': (N, D), }  padded with blanks, a line feed last, so that
//           the numbers begin at a multiple of 64
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";

/** The bytes of a file that holds `matrix`, in two parts to be written one after the other. */
export function encodeNpy({ data, rows, columns }: Matrix): [header: Uint8Array, numbers: Uint8Array] {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const prefix = 10;
  const length = Math.ceil((prefix + description.length + 1) / 64) * 64 - prefix;
  const header = new Uint8Array(prefix + length);
  header.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, length & 0xff, length >> 8]);
  header.set(new TextEncoder().encode(`${description.padEnd(length - 1)}\n`), prefix);
  // Memory is little endian wherever ONNX Runtime runs.
  return [header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

/** An array in a file, its numbers not yet read. */
export interface NpyArray {
  readonly bytes: Uint8Array;
  /** As NumPy writes it: `<f4`, `|u1`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Whether the first index runs fastest (Fortran's order). */
  readonly columnsFirst: boolean;
  /** Where the numbers begin. */
  readonly start: number;
}

type Reader = readonly [bytes: number, read: (view: DataView, at: number) => number];

const readers: Readonly<Record<string, Reader>> = {
  "<f4": [4, (view, at) => view.getFloat32(at, true)],
  "<f8": [8, (view, at) => view.getFloat64(at, true)],
  "<i2": [2, (view, at) => view.getInt16(at, true)],
  "<i4": [4, (view, at) => view.getInt32(at, true)],
  "<i8": [8, (view, at) => Number(view.getBigInt64(at, true))],
  "|u1": [1, (view, at) => view.getUint8(at)],
};

/** What the header of a file's bytes says; `where` names the file in errors. Throws DATA_INVALID for what is no such file. */
export function openNpy(bytes: Uint8Array, where: string): NpyArray {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  check(magic === "\x93NUMPY" && bytes.length >= 12, "DATA_INVALID", `${where}: not a NumPy file (.npy)`);
  const view = viewOf(bytes);
  const [length, from] = bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const header = new TextDecoder().decode(bytes.subarray(from, from + length));
  const [, type = "none"] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, shape = "none"] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? [];
  const sides = shape.split(",").filter((side) => side.trim() !== "");
  const columnsFirst = /'fortran_order':\s*True/.test(header);
  return { bytes, type, shape: sides.map(Number), columnsFirst, start: from + length };
}

/**
 * The numbers of an array `[rows, columns]` (or `[rows]`, of one column), row after row. Whole numbers and float64 are rounded to
 * float32.
 *
 * @throws DATA_INVALID for other types, and for a file that is cut off
 */
export function npyNumbers({ bytes, type, shape, columnsFirst, start }: NpyArray, where: string): Float32Array {
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  check(reader !== undefined, "DATA_INVALID", () => {
    return `${where}: expected numbers of ${Object.keys(readers).join(", ")}, got "${type}"`;
  });
  const [rows = 0, columns = 1] = shape;
  const [size, read] = reader;
  const [wanted, found] = [rows * columns * size, Math.max(0, bytes.length - start)];
  check(found >= wanted, "DATA_INVALID", () => {
    return `${where}: truncated: expected ${wanted} bytes of numbers, got ${found}`;
  });
  // A copy of its own, so that the numbers begin where an array of them may. Memory is little endian wherever ONNX Runtime runs.
  if (type === "<f4" && !columnsFirst)
    return new Float32Array(new Uint8Array(bytes.subarray(start, start + wanted)).buffer);
  const view = viewOf(bytes);
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < values.length; i++) {
    const place = columnsFirst ? (i % columns) * rows + Math.floor(i / columns) : i;
    values[i] = read(view, start + place * size);
  }
  return values;
}

/** The matrix in the bytes of a file; `where` names it in errors. Throws DATA_INVALID for anything but a row-major matrix of floats. */
export function decodeNpy(bytes: Uint8Array, where: string): Matrix {
  const array = openNpy(bytes, where);
  const { type, shape, columnsFirst } = array;
  check(
    (type === "<f4" || type === "<f8") && !columnsFirst && shape.length === 2,
    "DATA_INVALID",
    () => `${where}: expected a row-major matrix of float32 or float64, got type ${type} of shape ${shapeText(shape)}`,
  );
  const [rows, columns] = shape as [number, number];
  return { data: npyNumbers(array, where), rows, columns };
}

/** As NumPy writes it: `(4,)`, `(3, 2)`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
