// Rows against chosen rows in float64, two numbers at a time, in WebAssembly's vector instructions.
//
//   run(x, y, chosen, out, rows, count, quads, stride)      addresses, and y's stride, in bytes
//   x       `rows` rows of 4 * quads numbers, laid end to end
//   y       rows of as many; in float32 where `floats` says so
//   chosen  for each row of x the numbers of `count` rows of y, int32
//   out     for each of them Σ (x - y)² or Σ x y
//
// Four sums whatever the row, added up in one order: equal rows get equal sums.

import {
  type Code,
  advance,
  compile,
  i32Add,
  i32Const,
  i32Load,
  i32Mul,
  i32Shl,
  localGet,
  localSet,
  repeat,
  types,
  v128Zero,
} from "../../core/wasm-assembler.js";
import type { Memory } from "../../core/web-assembly.js";
import { type Sum, addFour, storeSum } from "./row-kernel.js";

export type ChosenKernel = (
  x: number,
  y: number,
  chosen: number,
  out: number,
  rows: number,
  count: number,
  quads: number,
  stride: number,
) => void;

// Parameters, then locals, by number.
const [x, y, chosen, out, rows, count, quads, stride] = [0, 1, 2, 3, 4, 5, 6, 7];
const [xHere, yHere, countLeft, quadsLeft] = [8, 9, 10, 11];
const [even, odd, gap] = [12, 13, 14];

/** The kernel, compiled, over `memory`. Throws where WebAssembly has no vector instructions. */
export function chosenKernel(memory: Memory, sum: Sum, floats: boolean): ChosenKernel {
  const locals = [...new Array<number>(4).fill(types.i32), ...new Array<number>(3).fill(types.v128)];
  return compile(memory, 8, locals, program(sum, floats));
}

function program(sum: Sum, floats: boolean): Code {
  const locals = { x: xHere, y: yHere, even, odd, gap };
  return repeat(
    rows,
    [...localGet(count), ...localSet(countLeft)],
    repeat(
      countLeft,
      [
        ...localGet(chosen),
        ...i32Load(0),
        ...localGet(stride),
        ...i32Mul,
        ...localGet(y),
        ...i32Add,
        ...localSet(yHere),
      ],
      [...localGet(x), ...localSet(xHere), ...localGet(quads), ...localSet(quadsLeft)],
      [...v128Zero, ...localSet(even), ...v128Zero, ...localSet(odd)],
      repeat(quadsLeft, addFour(sum, locals, floats)),
      storeSum(out, locals),
      advance(out, i32Const(8)),
      advance(chosen, i32Const(4)),
    ),
    advance(x, [...localGet(quads), ...i32Const(5), ...i32Shl]),
  );
}
