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
  /** `[out, most]` row-major; unused places are 0. */
  readonly weights: Float64Array;
  /** Weights per output pixel. */
  readonly most: number;
}

/** The picture at another size, at least 1x1. The picture itself where the size is the same. */
export function resize({ data, width, height, channels }: RawImage, newWidth: number, newHeight: number): RawImage {
  // Rows: each pixel is `channels` apart, one row after the other. Columns: a whole row is taken for one pixel.
  const narrow = newWidth === width ? data : resizeAxis(data, height, width, channels, newWidth);
  const whole = newHeight === height ? narrow : resizeAxis(narrow, 1, height, newWidth * channels, newHeight);
  return { data: whole instanceof Uint8Array ? whole : rounded(whole), width: newWidth, height: newHeight, channels };
}

/** `[outer, size, inner]` -> `[outer, newSize, inner]`. */
function resizeAxis(
  data: Uint8Array | Float32Array,
  outer: number,
  size: number,
  inner: number,
  newSize: number,
): Float32Array {
  const { first, weights, most } = newSize < size ? areas(size, newSize) : lines(size, newSize);
  const result = new Float32Array(outer * newSize * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < newSize; i++) {
      const to = (o * newSize + i) * inner;
      for (let tap = 0; tap < most; tap++) {
        const weight = weights[i * most + tap]!;
        if (weight === 0) continue;
        const from = (o * size + first[i]! + tap) * inner;
        for (let k = 0; k < inner; k++) result[to + k]! += weight * data[from + k]!;
      }
    }
  }
  return result;
}

function areas(size: number, newSize: number): Taps {
  const scale = size / newSize;
  const most = Math.ceil(scale) + 1;
  const first = new Int32Array(newSize);
  const weights = new Float64Array(newSize * most);
  for (let i = 0; i < newSize; i++) {
    // Whole numbers over newSize: edges that fall on a pixel's edge do so exactly.
    const [start, end] = [(i * size) / newSize, ((i + 1) * size) / newSize];
    first[i] = Math.floor(start);
    for (let at = first[i]!, tap = 0; at < end; at++, tap++) {
      weights[i * most + tap] = (Math.min(at + 1, end) - Math.max(at, start)) / scale;
    }
  }
  return { first, weights, most };
}

function lines(size: number, newSize: number): Taps {
  const first = new Int32Array(newSize);
  const weights = new Float64Array(newSize * 2);
  for (let i = 0; i < newSize; i++) {
    const at = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / newSize - 0.5));
    first[i] = Math.floor(at);
    weights[2 * i] = 1 - (at - first[i]!);
    weights[2 * i + 1] = at - first[i]!;
  }
  return { first, weights, most: 2 };
}

function rounded(values: Float32Array): Uint8Array {
  // `Uint8Array.from` with a function takes ten times as long. Storing drops the fraction; nothing is below 0 or above 255.
  const result = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! + 0.5;
  return result;
}
