// Rows measured against a few chosen rows each, in float64: by a kernel in WebAssembly (simd/chosen-kernel.ts), or by the loop in
// JavaScript where that has no vector instructions, or no room.

import type { Workshop } from "../core/workshop.js";
import type { Prepared } from "./bulk.js";
import { oneToChosen } from "./kernels.js";
import { chosenKernel } from "./simd/chosen-kernel.js";

/**
 * Distances of rows `[start, end)` of x to the rows of y that `chosen`, `[end - start, count]`, names: as many, in an array
 * that the next call fills anew. Equal rows are at equal distances.
 */
export type MeasureChosen = (start: number, end: number, chosen: Int32Array) => Float64Array;

/** For how many rows of y each, and for how many rows of x at once, at most. */
export interface ChosenSizes {
  readonly count: number;
  readonly most: number;
}

/** Bytes that `chosenRows` takes of its workshop. */
export function chosenBytes({ rows, width }: Prepared, { count, most }: ChosenSizes): number {
  return 8 * (rows + most) * 4 * Math.ceil(width / 4) + 12 * most * count + 64;
}

/** Both sides prepared for the same product. */
export function chosenRows(x: Prepared, y: Prepared, { count, most }: ChosenSizes, shop: Workshop): MeasureChosen {
  const { kernel } = x;
  const sum = kernel === "one-minus-dot" ? "products" : "squares";
  const floats = y.source instanceof Float32Array;
  const run = shop.kernel(`chosen ${sum}, ${floats}`, (memory) => chosenKernel(memory, sum, floats));
  if (run === undefined) return loop(x, y, { count, most });
  const quads = Math.ceil(y.width / 4);
  const stride = 4 * quads;
  const ys = floats ? shop.floats(y.rows * stride) : shop.doubles(y.rows * stride);
  const [xs, sums] = [shop.doubles(most * stride), shop.doubles(most * count)];
  const numbers = shop.integers(most * count);
  copyRows(y, 0, y.rows, ys, stride);
  return (start, end, chosen) => {
    copyRows(x, start, end, xs, stride);
    numbers.set(chosen);
    const places = [xs, ys, numbers, sums].map(({ byteOffset }) => byteOffset) as [number, number, number, number];
    run(...places, end - start, count, quads, ys.BYTES_PER_ELEMENT * stride);
    const made = (end - start) * count;
    if (kernel === "euclidean") for (let i = 0; i < made; i++) sums[i] = Math.sqrt(sums[i]!);
    if (kernel === "one-minus-dot") for (let i = 0; i < made; i++) sums[i] = Math.max(0, 1 - sums[i]!);
    return sums;
  };
}

/** Copies rows `[start, end)`, `stride` numbers a row; zeros behind a row's own. */
function copyRows(
  { source, width }: Prepared,
  start: number,
  end: number,
  target: Float32Array | Float64Array,
  stride: number,
): void {
  if (width === stride) return target.set(source.subarray(start * width, end * width));
  for (let i = start, to = 0; i < end; i++, to += stride) {
    target.set(source.subarray(i * width, (i + 1) * width), to);
    target.fill(0, to + width, to + stride);
  }
}

function loop(x: Prepared, y: Prepared, { count, most }: ChosenSizes): MeasureChosen {
  const out = new Float64Array(most * count + 4);
  return (start, end, chosen) => {
    for (let i = start; i < end; i++) {
      const from = (i - start) * count;
      oneToChosen(x.kernel!, x.data, i * x.width, y.data, chosen, from, count, y.width, out.subarray(from));
    }
    return out;
  };
}
