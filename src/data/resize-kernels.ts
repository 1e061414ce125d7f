// The inner loops of resizing (resize.ts) in WebAssembly's vector instructions: four numbers at a time.
//
//   columns(input, out, taps, tapStride, rows, blocks, row)
//     input   pixels, `row` bytes a row
//     out     float32, `blocks` times 16 numbers a row: row i is the mix of input rows that taps[i] says, at the old width
//   rows(input, out, taps, tapStride, rows, columns, inputStride)
//     input   what columns() made, `inputStride` bytes a row
//     out     bytes, `columns` pixels a row, rounded
//   taps     for each output pixel: int32 bytes from which on, int32 how many, then their weights in float32; `tapStride` bytes each
//
// Up to 15 bytes beyond the end of input, and 3 beyond that of out, are touched. Sums and products are rounded one after the other, as
// the loops in JavaScript do.

import {
  type Code,
  advance,
  compile,
  f32Add,
  f32Const,
  f32Load,
  f32Mul,
  f32x4Add,
  f32x4ConvertI32x4U,
  f32x4Mul,
  f32x4Splat,
  i16x8ExtendHighI8x16U,
  i16x8ExtendLowI8x16U,
  i16x8NarrowI32x4U,
  i32Add,
  i32Const,
  i32Load,
  i32Store8,
  i32TruncF32U,
  i32x4ExtendHighI16x8U,
  i32x4ExtendLowI16x8U,
  i32x4TruncSatF32x4U,
  i8x16NarrowI16x8U,
  localGet,
  localSet,
  repeat,
  types,
  v128Load,
  v128Load32Splat,
  v128Store,
  v128Store32Lane,
  v128Zero,
} from "../core/wasm-assembler.js";
import type { Memory } from "../core/web-assembly.js";

/** Numbers that are mixed at a time. */
export const BLOCK = 16;

type Kernel = (
  input: number,
  out: number,
  taps: number,
  tapStride: number,
  rows: number,
  count: number,
  stride: number,
) => void;

export interface ResizeKernels {
  readonly columns: Kernel;
  readonly greyRows: Kernel;
  readonly colourRows: Kernel;
}

// Parameters, then locals, by number.
const [input, out, taps, tapStride, rows, count, stride] = [0, 1, 2, 3, 4, 5, 6];
const [tap, left, source, weights, tapsLeft, here] = [7, 8, 9, 10, 11, 12];
const integers = [types.i32, types.i32, types.i32, types.i32, types.i32, types.i32];
const first = 13;

/** The kernels, compiled, over `memory`. Throws where WebAssembly has no vector instructions. */
export function resizeKernels(memory: Memory): ResizeKernels {
  const kernel = (locals: readonly number[], body: Code): Kernel => {
    return compile(memory, 7, [...integers, ...locals], body);
  };
  return {
    columns: kernel(new Array<number>(6).fill(types.v128), columnsProgram()),
    greyRows: kernel([types.f32], rowsProgram(1, f32Const(0), greyTap(), greyPixel())),
    colourRows: kernel([types.v128], rowsProgram(3, v128Zero, colourTap(), colourPixel())),
  };
}

/** Begins a tap's loop: from which address, by which weights, how often. */
function startTaps(base: number, at: number): Code {
  return [
    ...[...localGet(base), ...localGet(at), ...i32Load(0), ...i32Add, ...localSet(source)],
    ...[...localGet(at), ...localSet(weights), ...localGet(at), ...i32Load(4), ...localSet(tapsLeft)],
  ];
}

/** The weight stands behind the two integers of its taps. */
const weightOffset = 8;

function columnsProgram(): Code {
  const [bytes, weight] = [first, first + 1];
  const sums = [first + 2, first + 3, first + 4, first + 5];
  const add = (sum: number, halfOfBytes: Code, halfOfWords: Code): Code => [
    ...[...localGet(sum), ...localGet(weight)],
    ...[...localGet(bytes), ...halfOfBytes, ...halfOfWords, ...f32x4ConvertI32x4U],
    ...[...f32x4Mul, ...f32x4Add, ...localSet(sum)],
  ];
  return repeat(
    rows,
    [...localGet(input), ...localSet(here), ...localGet(count), ...localSet(left)],
    repeat(
      left,
      startTaps(here, taps),
      sums.flatMap((sum) => [...v128Zero, ...localSet(sum)]),
      repeat(
        tapsLeft,
        [...localGet(source), ...v128Load(0), ...localSet(bytes)],
        [...localGet(weights), ...v128Load32Splat(weightOffset), ...localSet(weight)],
        add(sums[0]!, i16x8ExtendLowI8x16U, i32x4ExtendLowI16x8U),
        add(sums[1]!, i16x8ExtendLowI8x16U, i32x4ExtendHighI16x8U),
        add(sums[2]!, i16x8ExtendHighI8x16U, i32x4ExtendLowI16x8U),
        add(sums[3]!, i16x8ExtendHighI8x16U, i32x4ExtendHighI16x8U),
        advance(source, localGet(stride)),
        advance(weights, i32Const(4)),
      ),
      sums.flatMap((sum, i) => [...localGet(out), ...localGet(sum), ...v128Store(16 * i)]),
      advance(out, i32Const(4 * BLOCK)),
      advance(here, i32Const(BLOCK)),
    ),
    advance(taps, localGet(tapStride)),
  );
}

/** The sum of a pixel is in local `first`. */
function rowsProgram(channels: 1 | 3, zero: Code, addTap: Code, storePixel: Code): Code {
  return repeat(
    rows,
    [...localGet(taps), ...localSet(tap), ...localGet(count), ...localSet(left)],
    repeat(
      left,
      startTaps(input, tap),
      [...zero, ...localSet(first)],
      repeat(tapsLeft, addTap, advance(source, i32Const(4 * channels)), advance(weights, i32Const(4))),
      storePixel,
      advance(out, i32Const(channels)),
      advance(tap, localGet(tapStride)),
    ),
    advance(input, localGet(stride)),
  );
}

function greyTap(): Code {
  const product = [...localGet(weights), ...f32Load(weightOffset), ...localGet(source), ...f32Load(0), ...f32Mul];
  return [...localGet(first), ...product, ...f32Add, ...localSet(first)];
}

function greyPixel(): Code {
  return [...localGet(out), ...localGet(first), ...f32Const(0.5), ...f32Add, ...i32TruncF32U, ...i32Store8(0)];
}

function colourTap(): Code {
  const factors = [...localGet(weights), ...v128Load32Splat(weightOffset), ...localGet(source), ...v128Load(0)];
  return [...localGet(first), ...factors, ...f32x4Mul, ...f32x4Add, ...localSet(first)];
}

/** Four bytes, of which the last is the next pixel's, which comes after. */
function colourPixel(): Code {
  const rounded = [...localGet(first), ...f32Const(0.5), ...f32x4Splat, ...f32x4Add, ...i32x4TruncSatF32x4U];
  const bytes = [...rounded, ...v128Zero, ...i16x8NarrowI32x4U, ...v128Zero, ...i8x16NarrowI16x8U];
  return [...localGet(out), ...bytes, ...v128Store32Lane(0, 0)];
}
