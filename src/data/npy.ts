// Writes NumPy's .npy format, version 1.0: a matrix of float32; and reads matrices of float32 and float64, any version.
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

/** The matrix in the bytes of a file; `where` names it in errors. Throws DATA_INVALID for anything but a row-major matrix of floats. */
export function decodeNpy(bytes: Uint8Array, where: string): Matrix {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  check(magic === "\x93NUMPY" && bytes.length >= 12, "DATA_INVALID", `${where}: not a NumPy file (.npy)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, start] = bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const [, type = "none"] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [, shape = "none"] = /'shape':\s*\(([^)]*)\)/.exec(header) ?? [];
  const [rows, columns, ...more] = shape
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  const rowMajor = /'fortran_order':\s*False/.test(header);
  check(
    (type === "<f4" || type === "<f8") && rowMajor && columns !== undefined && more.length === 0,
    "DATA_INVALID",
    () => `${where}: expected a row-major matrix of float32 or float64, got type ${type} of shape (${shape})`,
  );
  const count = rows! * columns;
  const size = type === "<f4" ? 4 : 8;
  // A copy of its own, so that the numbers begin where an array of them may.
  const numbers = new Uint8Array(bytes.subarray(start + length, start + length + count * size));
  check(numbers.length === count * size, "DATA_INVALID", () => {
    return `${where}: truncated: expected ${count * size} bytes of numbers, got ${numbers.length}`;
  });
  const { buffer } = numbers;
  return {
    data: size === 4 ? new Float32Array(buffer) : Float32Array.from(new Float64Array(buffer)),
    rows: rows!,
    columns,
  };
}
