// Resizes decoded pixels: averages over areas where it shrinks, interpolates linearly where it enlarges, each axis by itself.
//
//   shrinking:  out[i] = mean of in over [i * s, (i + 1) * s), s = in / out, pixels at the edges counted by the part within
//   enlarging:  out[i] = in at (i + 1/2) * s - 1/2, on the line between its two neighbours
//
// No weight is negative, so strokes get no ghosts beside them (as the lanczos kernels give 1-bit drawings), and the mean tone
// is kept. Columns first, then rows; every product and every sum is rounded to float32, one after the other: the same bits on every
// machine, which the kernels of image libraries do not promise, and the same by the vectors of WebAssembly (resize-vectors.ts) as by
// the loops here, which do what has no room there.

import type { RawImage } from "./raw-image.js";
import { type Taps, tapsOf } from "./resize-taps.js";
import { resizeByVectors } from "./resize-vectors.js";

/** The picture at another size, at least 1x1. The picture itself where the size is the same. */
export function resize(image: RawImage, newWidth: number, newHeight: number): RawImage {
  const { width, height, channels } = image;
  if (newWidth === width && newHeight === height) return image;
  const [across, down] = [tapsOf(width, newWidth), tapsOf(height, newHeight)];
  const data = resizeByVectors(image, across, down) ?? resizeByLoops(image, across, down);
  return { data, width: newWidth, height: newHeight, channels };
}

/** Pixels `[newHeight, newWidth, channels]`. Exported for its test. */
export function resizeByLoops({ data, width, channels }: RawImage, across: Taps, down: Taps): Uint8Array {
  const row = width * channels;
  const newRow = across.first.length * channels;
  const newHeight = down.first.length;
  const result = new Uint8Array(newHeight * newRow);
  const tall = new Float32Array(row);
  for (let i = 0; i < newHeight; i++) {
    mixRows(data, row, down, i, tall);
    if (channels === 3) mixColours(tall, across, result, i * newRow);
    else mixGreys(tall, across, result, i * newRow);
  }
  return result;
}

/** Row i of the result, at the old width. */
function mixRows(
  data: Uint8Array,
  row: number,
  { first, count, weights, most }: Taps,
  i: number,
  out: Float32Array,
): void {
  const start = i * most;
  const end = start + count[i]!;
  for (let k = 0; k < row; k++) {
    let sum = 0;
    for (let tap = start, at = first[i]! * row + k; tap < end; tap++, at += row)
      sum = Math.fround(sum + Math.fround(weights[tap]! * data[at]!));
    out[k] = sum;
  }
}

/** Storing drops the fraction; nothing is below 0 or above 255. */
const half = 0.5;

function mixGreys(row: Float32Array, { first, count, weights, most }: Taps, result: Uint8Array, to: number): void {
  for (let i = 0; i < first.length; i++) {
    const at = first[i]!;
    let sum = 0;
    for (let tap = 0, n = count[i]!; tap < n; tap++)
      sum = Math.fround(sum + Math.fround(weights[i * most + tap]! * row[at + tap]!));
    result[to + i] = Math.fround(sum + half);
  }
}

function mixColours(row: Float32Array, { first, count, weights, most }: Taps, result: Uint8Array, to: number): void {
  for (let i = 0, out = to; i < first.length; i++, out += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let tap = 0, at = 3 * first[i]!, n = count[i]!; tap < n; tap++, at += 3) {
      const weight = weights[i * most + tap]!;
      red = Math.fround(red + Math.fround(weight * row[at]!));
      green = Math.fround(green + Math.fround(weight * row[at + 1]!));
      blue = Math.fround(blue + Math.fround(weight * row[at + 2]!));
    }
    result[out] = Math.fround(red + half);
    result[out + 1] = Math.fround(green + half);
    result[out + 2] = Math.fround(blue + half);
  }
}
