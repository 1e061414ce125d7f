// Manhattan distances in blocks of rows, by the kernel: lays both sides out as it wants them, block by block.
//
// Sums are in float32, 256 dimensions at a time, so that wide rows lose no more digits than narrow ones.

import { COLUMNS, type ManhattanKernel, ROWS, manhattanKernel } from "./manhattan-kernel.js";
import { memoryOf } from "../../core/web-assembly.js";

/** Rows of x at a time: with 128 dimensions they take 32 kB, and stay in the first cache. */
const TILE_ROWS = 64;
/** Columns of the result at a time. */
const TILE_COLUMNS = 512;
const DEPTH = 256;

/** Distances of rows `[start, end)` of x to all rows of y, to `out`, `[end - start, M]`. */
export type MeasureManhattan = (start: number, end: number, out: Float32Array) => void;

/**
 * Prepares x and y, rows of `width` numbers each, to be measured. Memory: a copy of y, and half a megabyte.
 *
 * @returns undefined where WebAssembly has no vector instructions, or not that much memory
 */
export function manhattanBlocks(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  width: number,
): MeasureManhattan | undefined {
  const columns = y.length / width;
  const groups = Math.ceil(columns / COLUMNS);
  const [ySize, xSize, outSize] = [
    groups * COLUMNS * width,
    TILE_ROWS * Math.min(width, DEPTH),
    TILE_ROWS * TILE_COLUMNS,
  ];
  const memory = memoryOf(4 * (ySize + xSize + outSize));
  if (memory === undefined) return undefined;
  let run: ManhattanKernel;
  try {
    run = manhattanKernel(memory);
  } catch {
    return undefined;
  }
  const floats = new Float32Array(memory.buffer);
  const tile = floats.subarray(ySize + xSize, ySize + xSize + outSize);
  // y: chunks of the depth, within a chunk groups of eight rows.
  for (let from = 0; from < width; from += DEPTH) {
    pack(
      y,
      { first: 0, count: columns, width, from, to: Math.min(width, from + DEPTH) },
      COLUMNS,
      floats,
      from * groups * COLUMNS,
    );
  }
  const tileOf = (start: number, end: number, left: number, right: number): void => {
    tile.fill(0);
    for (let from = 0; from < width; from += DEPTH) {
      const to = Math.min(width, from + DEPTH);
      pack(x, { first: start, count: end - start, width, from, to }, ROWS, floats, ySize);
      const yAt = from * groups * COLUMNS + left * (to - from);
      const [rowGroups, columnGroups] = [Math.ceil((end - start) / ROWS), Math.ceil((right - left) / COLUMNS)];
      run(4 * ySize, 4 * yAt, 4 * (ySize + xSize), rowGroups, columnGroups, to - from, 4 * TILE_COLUMNS);
    }
  };
  return (start, end, out) => {
    for (let first = start; first < end; first += TILE_ROWS) {
      const last = Math.min(end, first + TILE_ROWS);
      for (let left = 0; left < columns; left += TILE_COLUMNS) {
        const right = Math.min(columns, left + TILE_COLUMNS);
        tileOf(first, last, left, right);
        for (let i = first; i < last; i++) {
          const at = (i - first) * TILE_COLUMNS;
          out.set(tile.subarray(at, at + right - left), (i - start) * columns + left);
        }
      }
    }
  };
}

interface Part {
  /** Rows `[first, first + count)`. */
  readonly first: number;
  readonly count: number;
  readonly width: number;
  /** Dimensions `[from, to)`. */
  readonly from: number;
  readonly to: number;
}

/** Writes a part of `rows` as groups of `size` rows side by side, `[groups, to - from, size]`; missing rows stay what they are. */
function pack(
  rows: ArrayLike<number>,
  { first, count, width, from, to }: Part,
  size: number,
  target: Float32Array,
  at: number,
): void {
  const depth = to - from;
  for (let i = 0; i < count; i++) {
    const source = (first + i) * width;
    let next = at + Math.floor(i / size) * depth * size + (i % size);
    for (let k = from; k < to; k++, next += size) target[next] = rows[source + k]!;
  }
}
