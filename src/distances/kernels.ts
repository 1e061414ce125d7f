// The inner loops of `Bulk` distances: one row against one, and one against many, over float64 rows laid end to end.
//
// One against many goes four rows at a time, so that a number of the one row is read once for four sums and the processor
// has four independent chains of additions to interleave: about three times as fast as row by row.

import type { Kernel } from "./distance.js";

type Rows = Float64Array;
type Out = Float32Array | Float64Array;

/** Distance of the `width` numbers of `x` from `xi` on to those of `y` from `yi` on. */
export function oneToOne(kernel: Kernel, x: Rows, xi: number, y: Rows, yi: number, width: number): number {
  let sum = 0;
  switch (kernel) {
    case "manhattan":
      for (let k = 0; k < width; k++) sum += Math.abs(x[xi + k]! - y[yi + k]!);
      return sum;
    case "one-minus-dot":
      for (let k = 0; k < width; k++) sum += x[xi + k]! * y[yi + k]!;
      return Math.max(0, 1 - sum);
    default:
      sum = squares(x, xi, y, yi, width);
      return kernel === "euclidean" ? Math.sqrt(sum) : sum;
  }
}

/** Σ (x - y)², in two sums that the processor interleaves. */
function squares(x: Rows, xi: number, y: Rows, yi: number, width: number): number {
  let [even, odd] = [0, 0];
  let k = 0;
  for (; k + 2 <= width; k += 2) {
    const d0 = x[xi + k]! - y[yi + k]!;
    const d1 = x[xi + k + 1]! - y[yi + k + 1]!;
    even += d0 * d0;
    odd += d1 * d1;
  }
  if (k < width) even += (x[xi + k]! - y[yi + k]!) ** 2;
  return even + odd;
}

/** The same against rows `[from, to)` of `y`; row j's distance goes to `out[offset + j]`. */
export function oneToMany(
  kernel: Kernel,
  x: Rows,
  xi: number,
  y: Rows,
  from: number,
  to: number,
  width: number,
  out: Float32Array,
  offset: number,
): void {
  let j = from;
  for (; j + 4 <= to; j += 4) {
    const at = j * width;
    oneToFour(kernel, x, xi, y, at, at + width, at + 2 * width, at + 3 * width, width, out, offset + j);
  }
  for (; j < to; j++) out[offset + j] = oneToOne(kernel, x, xi, y, j * width, width);
}

/**
 * The same against the `count` rows of `y` that `numbers` names from `from` on; the distances go to the beginning of `out`, which
 * has room for a multiple of four. All are summed up in one order, so that equal rows are at equal distances.
 */
export function oneToChosen(
  kernel: Kernel,
  x: Rows,
  xi: number,
  y: Rows,
  numbers: Int32Array,
  from: number,
  count: number,
  width: number,
  out: Float64Array,
): void {
  const last = from + count - 1;
  for (let c = 0; c < count; c += 4) {
    const y0 = numbers[from + c]! * width;
    const y1 = numbers[Math.min(last, from + c + 1)]! * width;
    const y2 = numbers[Math.min(last, from + c + 2)]! * width;
    const y3 = numbers[Math.min(last, from + c + 3)]! * width;
    oneToFour(kernel, x, xi, y, y0, y1, y2, y3, width, out, c);
  }
}

/** Against the rows that begin at y0, y1, y2 and y3. */
function oneToFour(
  kernel: Kernel,
  x: Rows,
  xi: number,
  y: Rows,
  y0: number,
  y1: number,
  y2: number,
  y3: number,
  width: number,
  out: Out,
  at: number,
): void {
  if (kernel === "manhattan") fourGaps(x, xi, y, y0, y1, y2, y3, width, out, at);
  else if (kernel === "one-minus-dot") fourProducts(x, xi, y, y0, y1, y2, y3, width, out, at);
  else fourSquares(x, xi, y, y0, y1, y2, y3, width, out, at, kernel === "euclidean");
}

function fourSquares(
  x: Rows,
  xi: number,
  y: Rows,
  y0: number,
  y1: number,
  y2: number,
  y3: number,
  width: number,
  out: Out,
  at: number,
  root: boolean,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < width; k++) {
    const value = x[xi + k]!;
    const d0 = value - y[y0 + k]!;
    const d1 = value - y[y1 + k]!;
    const d2 = value - y[y2 + k]!;
    const d3 = value - y[y3 + k]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  out[at] = root ? Math.sqrt(s0) : s0;
  out[at + 1] = root ? Math.sqrt(s1) : s1;
  out[at + 2] = root ? Math.sqrt(s2) : s2;
  out[at + 3] = root ? Math.sqrt(s3) : s3;
}

function fourGaps(
  x: Rows,
  xi: number,
  y: Rows,
  y0: number,
  y1: number,
  y2: number,
  y3: number,
  width: number,
  out: Out,
  at: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < width; k++) {
    const value = x[xi + k]!;
    s0 += Math.abs(value - y[y0 + k]!);
    s1 += Math.abs(value - y[y1 + k]!);
    s2 += Math.abs(value - y[y2 + k]!);
    s3 += Math.abs(value - y[y3 + k]!);
  }
  out[at] = s0;
  out[at + 1] = s1;
  out[at + 2] = s2;
  out[at + 3] = s3;
}

function fourProducts(
  x: Rows,
  xi: number,
  y: Rows,
  y0: number,
  y1: number,
  y2: number,
  y3: number,
  width: number,
  out: Out,
  at: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < width; k++) {
    const value = x[xi + k]!;
    s0 += value * y[y0 + k]!;
    s1 += value * y[y1 + k]!;
    s2 += value * y[y2 + k]!;
    s3 += value * y[y3 + k]!;
  }
  out[at] = Math.max(0, 1 - s0);
  out[at + 1] = Math.max(0, 1 - s1);
  out[at + 2] = Math.max(0, 1 - s2);
  out[at + 3] = Math.max(0, 1 - s3);
}
