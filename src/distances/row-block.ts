// Rows that are kept and measured against single rows again and again, as a gallery in memory is: by a kernel in WebAssembly
// (simd/row-kernel.ts), or by the loop in JavaScript where that has no vector instructions, or no room.

import { memoryOf } from "../core/web-assembly.js";
import type { Kernel } from "./distance.js";
import { oneToMany } from "./kernels.js";
import { type RowKernel, type Sum, rowKernel } from "./simd/row-kernel.js";

export interface RowBlock {
  /** Writes a row, of the block's width, at a place. The block grows as far as needed. */
  set(place: number, row: ArrayLike<number>): void;
  /** Distances of `vector` to the first `count` rows, before `finish`: `[count]`. Equal rows are at equal distances. */
  distancesTo(vector: ArrayLike<number>, count: number): Float32Array;
}

const sums: Readonly<Record<Kernel, Sum>> = {
  euclidean: "squares",
  "squared-euclidean": "squares",
  "one-minus-dot": "products",
  manhattan: "gaps",
};

/** A block for so many rows, at first. Memory: 8 bytes a number. */
export function rowBlock(kernel: Kernel, width: number, rows: number): RowBlock {
  return width === 0
    ? loopBlock(kernel, width, rows)
    : (vectorBlock(kernel, width, rows) ?? loopBlock(kernel, width, rows));
}

interface Room {
  readonly rows: number;
  readonly numbers: Float64Array;
  readonly run: RowKernel;
}

/** The row that is asked about, a sum for each row, then the rows; undefined where it cannot be had. */
function vectorBlock(kernel: Kernel, width: number, rows: number): RowBlock | undefined {
  const quads = Math.ceil(width / 4);
  const stride = 4 * quads;
  const roomFor = (count: number): Room | undefined => {
    const size = 8 * (stride + count + 1 + count * stride);
    const memory = memoryOf(size);
    if (memory === undefined) return undefined;
    try {
      return { rows: count, numbers: new Float64Array(memory.buffer), run: rowKernel(memory, sums[kernel]) };
    } catch {
      return undefined;
    }
  };
  const firstRow = ({ rows: count }: Room): number => stride + count + (count % 2);
  let room = roomFor(Math.max(rows, 16));
  let instead: RowBlock | undefined;
  if (room === undefined) return undefined;
  const grow = (needed: number): void => {
    const old = room!;
    const at = firstRow(old);
    room = roomFor(Math.max(needed, 2 * old.rows));
    if (room === undefined) {
      instead = loopBlock(kernel, width, needed);
      for (let i = 0; i < old.rows; i++) {
        instead.set(i, old.numbers.subarray(at + i * stride, at + i * stride + width));
      }
    } else room.numbers.set(old.numbers.subarray(at, at + old.rows * stride), firstRow(room));
  };
  return {
    set(place, row) {
      if (instead === undefined && place >= room!.rows) grow(place + 1);
      if (instead === undefined) room!.numbers.set(row, firstRow(room!) + place * stride);
      else instead.set(place, row);
    },
    distancesTo(vector, count) {
      if (instead !== undefined) return instead.distancesTo(vector, count);
      const { numbers, run } = room!;
      const result = new Float32Array(count);
      if (count === 0) return result;
      numbers.set(vector, 0);
      run(0, 8 * firstRow(room!), 8 * stride, count, quads);
      for (let i = 0; i < count; i++) {
        const sum = numbers[stride + i]!;
        result[i] = kernel === "euclidean" ? Math.sqrt(sum) : kernel === "one-minus-dot" ? Math.max(0, 1 - sum) : sum;
      }
      return result;
    },
  };
}

function loopBlock(kernel: Kernel, width: number, rows: number): RowBlock {
  let data = new Float64Array(rows * width);
  return {
    set(place, row) {
      const needed = (place + 1) * width;
      if (needed > data.length) {
        const grown = new Float64Array(Math.max(needed, 2 * data.length));
        grown.set(data);
        data = grown;
      }
      data.set(row, place * width);
    },
    distancesTo(vector, count) {
      const result = new Float32Array(count);
      oneToMany(kernel, Float64Array.from(vector), 0, data, 0, count, width, result, 0);
      return result;
    },
  };
}
