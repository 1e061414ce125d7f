// Rows of both sides of a product in the memory of a workshop, where kernels in WebAssembly find them: all of y, and a block of x at a
// time, each row filled up with zeros to whole fours. Where there are no kernels, loops in JavaScript go over the same rows.

import type { Workshop } from "../core/workshop.js";
import type { Prepared } from "./bulk.js";
import { type CentreKernel, centreKernel } from "./simd/centre-kernel.js";

export interface LaidOutRows {
  /** What they are taken from. */
  readonly prepared: Prepared;
  /** `[room, stride]` */
  readonly numbers: Float32Array | Float64Array;
  /** How many rows there is room for. */
  readonly room: number;
  /** A multiple of four. */
  readonly stride: number;
  /** Takes rows `[start, end)` of the source, which are its first then. */
  load(start: number, end: number): void;
}

/** Bytes that `layOut` takes of its workshop, at most. */
export function laidOutBytes({ width }: Prepared, rows: number): number {
  return 8 * rows * 4 * Math.ceil(width / 4) + 16;
}

/** Room for so many rows: in float32 where they are given so, unless they are wanted in float64. */
export function layOut(prepared: Prepared, room: number, shop: Workshop, wide = false): LaidOutRows {
  const { source, width } = prepared;
  const stride = 4 * Math.ceil(width / 4);
  const narrow = source instanceof Float32Array && !wide;
  const numbers = narrow ? shop.floats(room * stride) : shop.doubles(room * stride);
  return {
    ...{ prepared, numbers, room, stride },
    load(start, end) {
      if (width === stride) return numbers.set(source.subarray(start * width, end * width));
      for (let i = start, to = 0; i < end; i++, to += stride) {
        numbers.set(source.subarray(i * width, (i + 1) * width), to);
        numbers.fill(0, to + width, to + stride);
      }
    },
  };
}

export interface Centring {
  /** A row, in the workshop, filled up with zeros like the others. */
  readonly centre: Float64Array;
  /** One number, in the workshop. */
  readonly factor: Float64Array;
  /** In the workshop, with room for four numbers behind the last row. */
  readonly target: Float32Array;
  /** Numbers in a row of the target. */
  readonly targetStride: number;
  /** Squared lengths of the rows less the centre, in the workshop. */
  readonly squares: Float64Array;
}

/** Writes `factor` times the first `count` rows less the centre; what is behind a row's own numbers is overwritten, or to be written then. */
export function centreRows(
  { prepared: { width }, numbers, stride }: LaidOutRows,
  count: number,
  centring: Centring,
  shop: Workshop,
): void {
  const { centre, factor, target, targetStride, squares } = centring;
  const floats = numbers instanceof Float32Array;
  const run: CentreKernel | undefined =
    count < 1000 ? undefined : shop.kernel<CentreKernel>(`centre ${floats}`, (memory) => centreKernel(memory, floats));
  if (run !== undefined && count > 0) {
    const [rows, middle, by, to, lengths] = [numbers, centre, factor, target, squares].map(
      ({ byteOffset }) => byteOffset,
    ) as [number, number, number, number, number];
    run(rows, middle, by, to, lengths, count, stride / 4, 4 * targetStride);
    return;
  }
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const value = numbers[i * stride + k]! - centre[k]!;
      target[i * targetStride + k] = factor[0]! * value;
      sum += value * value;
    }
    squares[i] = sum;
  }
}
