// Manhattan distances of many rows to many rows, four at a time: the inner loop in WebAssembly's vector instructions.
//
// ONNX Runtime has no operator for it: made of Sub and ReduceL1 it writes every difference to memory. A loop in JavaScript does
// one number at a time. ARCHITECTURE.md has the figures.
//
//   run(x, y, out, rowGroups, columnGroups, depth, stride)         addresses and stride in bytes
//   x     [rowGroups, depth, 4]        four rows side by side
//   y     [columnGroups, depth, 8]     eight rows of the other side (columns of the result) side by side
//   out   rows of float32, `stride` bytes apart; the sums are added to what is there
//
// Laid out like this, eight accumulators stay in registers over the whole depth: for each dimension two loads of y, and four
// numbers of x spread over a register each.

import {
  type Code,
  advance,
  compile,
  f32x4Abs,
  f32x4Add,
  f32x4Sub,
  i32Const,
  localGet,
  localSet,
  repeat,
  types,
  v128Load,
  v128Load32Splat,
  v128Store,
  v128Zero,
} from "../../core/wasm-assembler.js";
import type { Memory } from "../../core/web-assembly.js";

/** Rows of x, and of y, that are measured together. */
export const ROWS = 4;
export const COLUMNS = 8;

export type ManhattanKernel = (
  x: number,
  y: number,
  out: number,
  rowGroups: number,
  columnGroups: number,
  depth: number,
  stride: number,
) => void;

// Parameters, then locals, by number.
const [x, y, out, rowGroups, columnGroups, depth, stride] = [0, 1, 2, 3, 4, 5, 6];
const [xHere, yHere, outHere, rowsLeft, depthLeft] = [7, 8, 9, 10, 11];
const [yFirst, ySecond, spread, sums] = [12, 13, 14, 15]; // sums: 15 to 22, two a row
const rows = [0, 1, 2, 3];

/** The kernel, compiled, over `memory`. Throws where WebAssembly has no vector instructions. */
export function manhattanKernel(memory: Memory): ManhattanKernel {
  const locals = [...new Array<number>(5).fill(types.i32), ...new Array<number>(11).fill(types.v128)];
  return compile(memory, 7, locals, program());
}

function program(): Code {
  return repeat(
    columnGroups,
    [...localGet(x), ...localSet(xHere), ...localGet(out), ...localSet(outHere)],
    [...localGet(rowGroups), ...localSet(rowsLeft)],
    repeat(
      rowsLeft,
      rows.flatMap((r) => [...v128Zero, ...localSet(sums + 2 * r), ...v128Zero, ...localSet(sums + 2 * r + 1)]),
      [...localGet(y), ...localSet(yHere), ...localGet(depth), ...localSet(depthLeft)],
      repeat(depthLeft, dimension()),
      rows.flatMap(addToOut),
    ),
    [...localGet(yHere), ...localSet(y)],
    advance(out, i32Const(4 * COLUMNS)),
  );
}

/** One dimension of four rows and eight columns. */
function dimension(): Code {
  const gap = (column: number, sum: number): Code => [
    ...[...localGet(spread), ...localGet(column), ...f32x4Sub, ...f32x4Abs],
    ...[...localGet(sum), ...f32x4Add, ...localSet(sum)],
  ];
  return [
    ...[...localGet(yHere), ...v128Load(0), ...localSet(yFirst)],
    ...[...localGet(yHere), ...v128Load(16), ...localSet(ySecond)],
    ...rows.flatMap((r) => [
      ...[...localGet(xHere), ...v128Load32Splat(4 * r), ...localSet(spread)],
      ...gap(yFirst, sums + 2 * r),
      ...gap(ySecond, sums + 2 * r + 1),
    ]),
    ...advance(xHere, i32Const(4 * ROWS)),
    ...advance(yHere, i32Const(4 * COLUMNS)),
  ];
}

/** Row r's sums go to the result; the address moves on to the next row. */
function addToOut(r: number): Code {
  const half = (offset: number, sum: number): Code => [
    ...[...localGet(outHere), ...localGet(outHere), ...v128Load(offset), ...localGet(sum), ...f32x4Add],
    ...v128Store(offset),
  ];
  return [...half(0, sums + 2 * r), ...half(16, sums + 2 * r + 1), ...advance(outHere, localGet(stride))];
}
