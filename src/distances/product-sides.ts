// The two sides of a matrix product whose entries are distances.
//
//   |x - y|² = |x|² + |y|² - 2 x·y  =  [-2 x, |x|², 1] · [y, 1, |y|²]
//   1 - x·y                         =  [-x, 1] · [y, 1]
//
// Euclidean sides are taken less the mean of y first: distances stay, and rows far from the origin keep their digits.

import type { Prepared } from "./bulk.js";
import { largest } from "./largest.js";

export interface Centred {
  readonly centre: Float64Array;
  /** |x|² and |y|² of each row, less the centre. */
  readonly leftSquares: Float64Array;
  readonly rightSquares: Float64Array;
  /** A power of two near the greatest length, itself in float32: divided by it, squares neither overflow nor vanish there. */
  readonly scale: number;
}

/** What both sides are taken from: the mean of y, or nothing where the kernel compares directions. */
export function centred(x: Prepared, y: Prepared): Centred {
  const angular = x.kernel === "one-minus-dot";
  const centre = centreOf(y);
  const leftSquares = squaresOf(x, centre);
  const rightSquares = x === y ? leftSquares : squaresOf(y, centre);
  // Rows to compare directions of are of length 1.
  const greatest = angular ? 1 : Math.sqrt(Math.max(largest(leftSquares), largest(rightSquares)));
  return {
    centre,
    leftSquares,
    rightSquares,
    scale: scaleOf(greatest),
  };
}

interface Written {
  readonly start: number;
  readonly end: number;
  readonly factor: number;
  /** Numbers in a row of the target. */
  readonly stride: number;
}

/**
 * Writes `factor` times rows `[start, end)`, less the centre, to `target`; the caller fills in what
 * comes after the row's own.
 */
export function writeRows(
  { source, width }: Prepared,
  centre: Float64Array,
  { start, end, factor, stride }: Written,
  target: Float64Array | Float32Array,
): void {
  for (let i = start; i < end; i++) {
    const [from, to] = [i * width, (i - start) * stride];
    for (let k = 0; k < width; k++) target[to + k] = factor * (source[from + k]! - centre[k]!);
  }
}

/** The mean of the rows, or zeros where the kernel compares directions. */
export function centreOf(rows: Prepared): Float64Array {
  return rows.kernel === "one-minus-dot" ? new Float64Array(rows.width) : meanRow(rows);
}

/** A power of two near the greatest of lengths, itself in float32; 1 where all are 0. */
export function scaleOf(greatest: number): number {
  return greatest === 0 ? 1 : 2 ** Math.min(127, Math.max(-126, Math.ceil(Math.log2(greatest))));
}

function meanRow({ source, rows, width }: Prepared): Float64Array {
  const mean = new Float64Array(width);
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < width; k++) mean[k]! += source[j * width + k]!;
  }
  return mean.map((sum) => sum / rows);
}

function squaresOf({ source, rows, width }: Prepared, centre: Float64Array): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let [even, odd] = [0, 0];
    let k = 0;
    for (let at = i * width; k + 2 <= width; k += 2) {
      const first = source[at + k]! - centre[k]!;
      const second = source[at + k + 1]! - centre[k + 1]!;
      even += first * first;
      odd += second * second;
    }
    if (k < width) even += (source[i * width + k]! - centre[k]!) ** 2;
    squares[i] = even + odd;
  }
  return squares;
}
