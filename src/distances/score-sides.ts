// The two sides of the product whose entries are scores of nearness, in float32, in a workshop.
//
//   Euclidean   [-2 x', 1] · [y', |y'|²]      x' = (x - centre) / scale, y' alike      |x' - y'|² less |x'|², the same for all y
//   cosine      [-x, 1] · [y, 0]              rows of length 1                         -x·y

import type { Workshop } from "../core/workshop.js";
import type { Prepared } from "./bulk.js";
import type { Kernel } from "./distance.js";
import { type LaidOutRows, centreRows } from "./laid-out-rows.js";
import { largest } from "./largest.js";
import { centreOf, scaleOf } from "./product-sides.js";

/** The score of a row that only fills up the last group: beyond those of rows about as long as y's, and below those of no row. */
const BEYOND = 2 ** 100;
/** Lengths that need no scale. */
const HANDY = [2 ** -40, 2 ** 40] as const;

export interface ScoreSides {
  readonly kernel: Kernel;
  /** Numbers in a row of either side. */
  readonly stride: number;
  /** The left side of the first `count` of x's rows that are laid out; renews `squares`. */
  readonly left: (count: number) => Float32Array;
  readonly right: Float32Array;
  /** |x_i|² of those rows. */
  readonly squares: Float64Array;
  /** What lengths are divided by. */
  readonly scale: number;
  /** Y, divided by the scale. */
  readonly reach: number;
}

/** Bytes that `scoreSides` takes of its workshop. */
export function sideBytes({ rows, width }: Prepared, groups: number, block: number): number {
  return 4 * (rows + groups + block) * (width + 1) + 8 * (rows + block + width) + 256;
}

/**
 * The sides of the product; y filled up to whole groups. Where y's lengths are far from 1, both are divided by a scale, so that nothing
 * overflows float32. (What still does, of an x that is longer by far, is left unsettled by its error.)
 */
export function scoreSides(x: LaidOutRows, y: LaidOutRows, groups: number, shop: Workshop): ScoreSides {
  const { kernel, width, rows: own } = y.prepared;
  const angular = kernel === "one-minus-dot";
  const stride = width + 1;
  const rows = groups * Math.ceil(own / groups);
  const right = shop.floats(rows * stride + 4).subarray(0, rows * stride);
  const lefts = shop.floats(x.room * stride + 4).subarray(0, x.room * stride);
  const [leftSquares, rightSquares] = [shop.doubles(x.room), shop.doubles(own)];
  const centre = shop.doubles(y.stride).fill(0);
  centre.set(centreOf(y.prepared));
  const factor = shop.doubles(1);
  const write = (side: LaidOutRows, count: number, by: number, target: Float32Array, squares: Float64Array): void => {
    factor[0] = by;
    centreRows(side, count, { centre, factor, target, targetStride: stride, squares }, shop);
  };
  write(y, own, 1, right, rightSquares);
  const greatest = Math.sqrt(largest(rightSquares));
  const scale = greatest > HANDY[0] && greatest < HANDY[1] ? 1 : scaleOf(greatest);
  if (scale !== 1) write(y, own, 1 / scale, right, rightSquares);
  right.fill(0, own * stride);
  for (let j = 0; j < rows; j++) {
    right[j * stride + width] = j >= own ? BEYOND : angular ? 0 : rightSquares[j]! / scale ** 2;
  }
  return {
    ...{ kernel: kernel!, stride, right, squares: leftSquares, scale, reach: greatest / scale },
    left(count) {
      write(x, count, angular ? -1 : -2 / scale, lefts, leftSquares);
      for (let i = 0; i < count; i++) lefts[i * stride + width] = 1;
      return lefts.subarray(0, count * stride);
    },
  };
}
