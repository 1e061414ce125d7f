// Resizes decoded pixels: averages over areas where it shrinks, interpolates linearly where it enlarges, each axis by itself.
//
//   shrinking:  out[i] = mean of in over [i * s, (i + 1) * s), s = in / out, pixels at the edges counted by the part within
//   enlarging:  out[i] = in at (i + 1/2) * s - 1/2, on the line between its two neighbours
//
// No weight is negative, so strokes get no ghosts beside them (as the lanczos kernels give 1-bit drawings), and the mean tone
// is kept. Plain arithmetic: the same bits on every machine, which the vectorised kernels of image libraries do not promise.

import type { RawImage } from "./raw-image.js";

/** For each output pixel: from which input pixel on, and how much of each. */
interface Taps {
  readonly first: Int32Array;
  /** How many input pixels. */
  readonly count: Int32Array;
  /** `[out, most]` row-major; places from `count` on are 0. */
  readonly weights: Float64Array;
  /** Weights per output pixel, at most. */
  readonly most: number;
}

/** The picture at another size, at least 1x1. The picture itself where the size is the same. */
export function resize({ data, width, height, channels }: RawImage, newWidth: number, newHeight: number): RawImage {
  const narrow = newWidth === width ? data : resizeRows(data, height, width, channels, newWidth);
  const whole = newHeight === height ? narrow : resizeColumns(narrow, height, newWidth * channels, newHeight);
  return { data: whole instanceof Uint8Array ? whole : rounded(whole), width: newWidth, height: newHeight, channels };
}

/** What lies between rows and columns: one piece of memory for picture after picture, of up to a million numbers. */
let between = new Float32Array(0);
const mostKept = 1_000_000;

function room(length: number): Float32Array {
  if (length > mostKept) return new Float32Array(length);
  if (between.length < length) between = new Float32Array(length);
  return between.subarray(0, length);
}

/** `[height, width, channels]` -> `[height, newWidth, channels]`. Sums are float32 after every step, whatever the loop. */
function resizeRows(data: Uint8Array, height: number, width: number, channels: 1 | 3, newWidth: number): Float32Array {
  const taps = tapsOf(width, newWidth);
  const result = room(height * newWidth * channels);
  for (let y = 0; y < height; y++) {
    if (channels === 3) colourRow(data, y * width * 3, taps, result, y * newWidth * 3);
    else greyRow(data, y * width, taps, result, y * newWidth);
  }
  return result;
}

function greyRow(data: Uint8Array, from: number, taps: Taps, result: Float32Array, to: number): void {
  const { first, count, weights, most } = taps;
  for (let i = 0; i < first.length; i++) {
    const at = from + first[i]!;
    let sum = 0;
    for (let tap = 0, n = count[i]!; tap < n; tap++)
      sum = Math.fround(sum + weights[i * most + tap]! * data[at + tap]!);
    result[to + i] = sum;
  }
}

function colourRow(data: Uint8Array, from: number, taps: Taps, result: Float32Array, to: number): void {
  const { first, count, weights, most } = taps;
  for (let i = 0, out = to; i < first.length; i++, out += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let tap = 0, at = from + 3 * first[i]!, n = count[i]!; tap < n; tap++, at += 3) {
      const weight = weights[i * most + tap]!;
      red = Math.fround(red + weight * data[at]!);
      green = Math.fround(green + weight * data[at + 1]!);
      blue = Math.fround(blue + weight * data[at + 2]!);
    }
    result[out] = red;
    result[out + 1] = green;
    result[out + 2] = blue;
  }
}

/** `[height, row]` -> `[newHeight, row]`, rounded. */
function resizeColumns(data: Uint8Array | Float32Array, height: number, row: number, newHeight: number): Uint8Array {
  const { first, count, weights, most } = tapsOf(height, newHeight);
  const result = new Uint8Array(newHeight * row);
  for (let i = 0; i < newHeight; i++) {
    const from = first[i]! * row;
    const start = i * most;
    const end = start + count[i]!;
    for (let k = 0; k < row; k++) {
      let sum = 0;
      for (let tap = start, at = from + k; tap < end; tap++, at += row)
        sum = Math.fround(sum + weights[tap]! * data[at]!);
      result[i * row + k] = sum + half;
    }
  }
  return result;
}

function tapsOf(size: number, newSize: number): Taps {
  return newSize < size ? areas(size, newSize) : lines(size, newSize);
}

function areas(size: number, newSize: number): Taps {
  const scale = size / newSize;
  const most = Math.ceil(scale) + 1;
  const first = new Int32Array(newSize);
  const count = new Int32Array(newSize);
  const weights = new Float64Array(newSize * most);
  for (let i = 0; i < newSize; i++) {
    // Whole numbers over newSize: edges that fall on a pixel's edge do so exactly.
    const [start, end] = [(i * size) / newSize, ((i + 1) * size) / newSize];
    first[i] = Math.floor(start);
    for (let at = first[i]!, tap = 0; at < end; at++, tap++) {
      weights[i * most + tap] = (Math.min(at + 1, end) - Math.max(at, start)) / scale;
      count[i] = tap + 1;
    }
  }
  return { first, count, weights, most };
}

function lines(size: number, newSize: number): Taps {
  const first = new Int32Array(newSize);
  const count = new Int32Array(newSize);
  const weights = new Float64Array(newSize * 2);
  for (let i = 0; i < newSize; i++) {
    const at = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / newSize - 0.5));
    first[i] = Math.floor(at);
    weights[2 * i] = 1 - (at - first[i]!);
    weights[2 * i + 1] = at - first[i]!;
    // The last pixel has no neighbour, and needs none.
    count[i] = weights[2 * i + 1] === 0 ? 1 : 2;
  }
  return { first, count, weights, most: 2 };
}

/** Storing drops the fraction; nothing is below 0 or above 255. */
const half = 0.5;

function rounded(values: Float32Array): Uint8Array {
  // `Uint8Array.from` with a function takes ten times as long.
  const result = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! + half;
  return result;
}
