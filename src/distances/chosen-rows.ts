// Rows measured against a few chosen rows each, in float64: by a kernel in WebAssembly (simd/chosen-kernel.ts), or by the loop in
// JavaScript where that has no vector instructions, or no room.

import type { Workshop } from "../core/workshop.js";
import type { Prepared } from "./bulk.js";
import { oneToChosen } from "./kernels.js";
import type { LaidOutRows } from "./laid-out-rows.js";
import { chosenKernel } from "./simd/chosen-kernel.js";

/**
 * Distances of rows `[start, end)` of x, which have been loaded, to the rows of y that `chosen`, `[end - start, count]`, names: as many,
 * in an array that the next call fills anew. Equal rows are at equal distances.
 */
export type MeasureChosen = (start: number, end: number, chosen: Int32Array) => Float64Array;

/** Bytes that `chosenRows` takes of its workshop, for `count` rows of y each and at most `most` rows of x at once. */
export function chosenBytes(count: number, most: number): number {
  return 12 * most * count + 64;
}

/** Both sides prepared for the same product; x laid out in float64, a block at a time, y whole. */
export function chosenRows(x: LaidOutRows, y: LaidOutRows, count: number, shop: Workshop): MeasureChosen {
  const { kernel } = x.prepared;
  const { numbers: xs, room: most, stride } = x;
  const ys = y.numbers;
  const sum = kernel === "one-minus-dot" ? "products" : "squares";
  const floats = ys instanceof Float32Array;
  const run = shop.kernel(`chosen ${sum}, ${floats}`, (memory) => chosenKernel(memory, sum, floats));
  if (run === undefined) return loop(x.prepared, y.prepared, count, most);
  const [sums, numbers] = [shop.doubles(most * count), shop.integers(most * count)];
  const places = [xs, ys, numbers, sums].map(({ byteOffset }) => byteOffset) as [number, number, number, number];
  return (start, end, chosen) => {
    numbers.set(chosen);
    run(...places, end - start, count, stride / 4, ys.BYTES_PER_ELEMENT * stride);
    const made = (end - start) * count;
    if (kernel === "euclidean") for (let i = 0; i < made; i++) sums[i] = Math.sqrt(sums[i]!);
    if (kernel === "one-minus-dot") for (let i = 0; i < made; i++) sums[i] = Math.max(0, 1 - sums[i]!);
    return sums;
  };
}

function loop(x: Prepared, y: Prepared, count: number, most: number): MeasureChosen {
  const out = new Float64Array(most * count + 4);
  return (start, end, chosen) => {
    for (let i = start; i < end; i++) {
      const from = (i - start) * count;
      oneToChosen(x.kernel!, x.data, i * x.width, y.data, chosen, from, count, y.width, out.subarray(from));
    }
    return out;
  };
}
