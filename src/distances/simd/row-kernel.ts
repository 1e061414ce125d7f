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
  f64x2PromoteLowF32x4,
  v128Load,
  v128Load64Zero,
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
  const locals = { x: xHere, y, even, odd, gap };
  return repeat(
    rows,
    [...localGet(x), ...localSet(xHere), ...localGet(quads), ...localSet(quadsLeft)],
    [...v128Zero, ...localSet(even), ...v128Zero, ...localSet(odd)],
    repeat(quadsLeft, addFour(sum, locals)),
    storeSum(out, locals),
    advance(out, i32Const(8)),
  );
}

/** Numbers of the locals: the two addresses, two sums of two numbers each, and room for one difference. */
export interface SumLocals {
  readonly x: number;
  readonly y: number;
  readonly even: number;
  readonly odd: number;
  readonly gap: number;
}

/** Adds what four numbers of each side give, and moves on behind them. `floats`: those of y are float32. */
export function addFour(sum: Sum, locals: SumLocals, floats = false): Code {
  return [
    ...addTwo(sum, locals, 0, floats, locals.even),
    ...addTwo(sum, locals, 2, floats, locals.odd),
    ...advance(locals.x, i32Const(32)),
    ...advance(locals.y, i32Const(floats ? 16 : 32)),
  ];
}

/** Two numbers, from the `place`-th on. */
function addTwo(sum: Sum, { x, y, gap }: SumLocals, place: number, floats: boolean, total: number): Code {
  const both: Code = [...localGet(x), ...v128Load(8 * place), ...loadTwo(y, place, floats)];
  const square: Code = [...f64x2Sub, ...localSet(gap), ...localGet(gap), ...localGet(gap), ...f64x2Mul];
  const terms: Code = { products: f64x2Mul, gaps: [...f64x2Sub, ...f64x2Abs], squares: square }[sum];
  return [...localGet(total), ...both, ...terms, ...f64x2Add, ...localSet(total)];
}

/** Two numbers in float64, the `place`-th on behind an address; `floats`: they are float32 there. */
export function loadTwo(address: number, place: number, floats: boolean): Code {
  return floats
    ? [...localGet(address), ...v128Load64Zero(4 * place), ...f64x2PromoteLowF32x4]
    : [...localGet(address), ...v128Load(8 * place)];
}

/** Writes the total to the address in `out`. */
export function storeSum(out: number, { even, odd }: SumLocals): Code {
  return [
    ...[...localGet(even), ...localGet(odd), ...f64x2Add, ...localSet(even)],
    ...[...localGet(out), ...localGet(even), ...f64x2ExtractLane(0), ...localGet(even), ...f64x2ExtractLane(1)],
    ...[...f64Add, ...f64Store(0)],
  ];
}
