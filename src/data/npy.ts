// Writes NumPy's .npy format, version 1.0: a matrix of float32.
//
//   "\x93NUMPY" 1 0, uint16 length of the header, the header, then the numbers, row after row, little endian
//   header: {'descr': '<f4', 'fortran_order': False, 'shape': (N, D), }  padded with blanks, a line feed last, so that
//           the numbers begin at a multiple of 64
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import type { Matrix } from "../core/embeddings.js";

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
