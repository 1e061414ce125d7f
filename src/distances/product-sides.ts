// The two sides of a matrix product whose entries are distances.
//
//   |x - y|² = |x|² + |y|² - 2 x·y  =  [-2 x, |x|², 1] · [y, 1, |y|²]
//   1 - x·y                         =  [-x, 1] · [y, 1]
//
// Euclidean sides are taken less the mean of y first: distances stay, and rows far from the origin keep their digits.

import type { Prepared } from "./bulk.js";

/** Rows `[start, end)` of one side. */
export type Side = (start: number, end: number) => Float64Array;

export interface Sides {
  /** Numbers in a row of either side, K. */
  readonly width: number;
  /** `[n, K]` of rows of x. */
  readonly left: Side;
  /** `[m, K]` of rows of y. */
  readonly right: Side;
  /** |x|² and |y|² of each (centred) row. */
  readonly leftSquares: Float64Array;
  readonly rightSquares: Float64Array;
}

export function productSides(x: Prepared, y: Prepared): Sides {
  const { width } = y;
  const angular = x.kernel === "one-minus-dot";
  const centre = angular ? new Float64Array(width) : meanRow(y);
  const leftSquares = squaresOf(x, centre);
  const rightSquares = squaresOf(y, centre);
  const side = (
    { data }: Prepared,
    factor: number,
    extra: (row: number) => readonly number[],
    extras: number,
  ): Side => {
    return (start, end) => {
      const result = new Float64Array((end - start) * (width + extras));
      let next = 0;
      for (let i = start; i < end; i++) {
        for (let k = 0; k < width; k++) result[next++] = factor * (data[i * width + k]! - centre[k]!);
        for (const value of extra(i)) result[next++] = value;
      }
      return result;
    };
  };
  const sides = angular
    ? { width: width + 1, left: side(x, -1, () => [1], 1), right: side(y, 1, () => [1], 1) }
    : {
        width: width + 2,
        left: side(x, -2, (i) => [leftSquares[i]!, 1], 2),
        right: side(y, 1, (j) => [1, rightSquares[j]!], 2),
      };
  return { ...sides, leftSquares, rightSquares };
}

function meanRow({ data, rows, width }: Prepared): Float64Array {
  const mean = new Float64Array(width);
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < width; k++) mean[k]! += data[j * width + k]! / rows;
  }
  return mean;
}

function squaresOf({ data, rows, width }: Prepared, centre: Float64Array): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += (data[i * width + k]! - centre[k]!) ** 2;
    squares[i] = sum;
  }
  return squares;
}
