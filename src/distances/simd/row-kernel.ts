// One row against many in float64, two numbers at a time, in WebAssembly's vector instructions.
//
//   run(x, y, out, rows, quads)      addresses in bytes
//   x     4 * quads numbers
//   y     `rows` rows of as many, laid end to end
//   out   for each row Σ (x - y)², Σ x y or Σ |x - y|
//
// Four sums whatever the row, added up in one order: equal rows get equal sums.

import {
  type Code,
  advance,
  compile,
  f64Add,
  f64Store,
  f64x2Abs,
  f64x2Add,
  f64x2ExtractLane,
  f64x2Mul,
  f64x2Sub,
  i32Const,
  localGet,
  localSet,
  repeat,
  types,
  v128Load,
  v128Zero,
} from "../../core/wasm-assembler.js";
import type { Memory } from "../../core/web-assembly.js";

export type Sum = "squares" | "products" | "gaps";

export type RowKernel = (x: number, y: number, out: number, rows: number, quads: number) => void;

// Parameters, then locals, by number.
const [x, y, out, rows, quads] = [0, 1, 2, 3, 4];
const [xHere, quadsLeft] = [5, 6];
const [even, odd, gap] = [7, 8, 9];

/** The kernel, compiled, over `memory`. Throws where WebAssembly has no vector instructions. */
export function rowKernel(memory: Memory, sum: Sum): RowKernel {
  const locals = [types.i32, types.i32, types.v128, types.v128, types.v128];
  return compile(memory, 5, locals, program(sum));
}

function program(sum: Sum): Code {
  return repeat(
    rows,
    [...localGet(x), ...localSet(xHere), ...localGet(quads), ...localSet(quadsLeft)],
    [...v128Zero, ...localSet(even), ...v128Zero, ...localSet(odd)],
    repeat(
      quadsLeft,
      addTwo(sum, 0, even),
      addTwo(sum, 16, odd),
      advance(xHere, i32Const(32)),
      advance(y, i32Const(32)),
    ),
    [...localGet(even), ...localGet(odd), ...f64x2Add, ...localSet(even)],
    [...localGet(out), ...localGet(even), ...f64x2ExtractLane(0), ...localGet(even), ...f64x2ExtractLane(1)],
    [...f64Add, ...f64Store(0)],
    advance(out, i32Const(8)),
  );
}

/** Adds what two numbers give, from `offset` on, to a sum of two. */
function addTwo(sum: Sum, offset: number, total: number): Code {
  const both: Code = [...localGet(xHere), ...v128Load(offset), ...localGet(y), ...v128Load(offset)];
  const square: Code = [...f64x2Sub, ...localSet(gap), ...localGet(gap), ...localGet(gap), ...f64x2Mul];
  const terms: Code = { products: f64x2Mul, gaps: [...f64x2Sub, ...f64x2Abs], squares: square }[sum];
  return [...localGet(total), ...both, ...terms, ...f64x2Add, ...localSet(total)];
}
