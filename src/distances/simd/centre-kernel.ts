// Rows less a centre, times a factor, in float32, and their squared lengths before: two numbers at a time, in WebAssembly's vector
// instructions.
//
//   run(rows, centre, factor, target, squares, count, quads, stride)      addresses, and the target's stride, in bytes
//   rows     `count` rows of 4 * quads numbers, laid end to end; in float32 where `floats` says so
//   centre   one row in float64
//   factor   one number in float64
//   target   rows of float32
//   squares  a number in float64 for each row

import {
  type Code,
  advance,
  compile,
  f32x4DemoteF64x2Zero,
  f64Add,
  f64Store,
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
  v128Load64Splat,
  v128Store64Lane,
  v128Zero,
} from "../../core/wasm-assembler.js";
import type { Memory } from "../../core/web-assembly.js";
import { loadTwo } from "./row-kernel.js";

export type CentreKernel = (
  rows: number,
  centre: number,
  factor: number,
  target: number,
  squares: number,
  count: number,
  quads: number,
  stride: number,
) => void;

// Parameters, then locals, by number.
const [rows, centre, factor, target, squares, count, quads, stride] = [0, 1, 2, 3, 4, 5, 6, 7];
const [centreHere, targetHere, quadsLeft] = [8, 9, 10];
const [factors, sum, value] = [11, 12, 13];

/** The kernel, compiled, over `memory`. Throws where WebAssembly has no vector instructions. */
export function centreKernel(memory: Memory, floats: boolean): CentreKernel {
  const locals = [...new Array<number>(3).fill(types.i32), ...new Array<number>(3).fill(types.v128)];
  return compile(memory, 8, locals, [
    ...localGet(factor),
    ...v128Load64Splat(0),
    ...localSet(factors),
    ...program(floats),
  ]);
}

function program(floats: boolean): Code {
  return repeat(
    count,
    [...localGet(centre), ...localSet(centreHere), ...localGet(target), ...localSet(targetHere)],
    [...localGet(quads), ...localSet(quadsLeft), ...v128Zero, ...localSet(sum)],
    repeat(
      quadsLeft,
      two(0, floats),
      two(2, floats),
      advance(rows, i32Const(floats ? 16 : 32)),
      advance(centreHere, i32Const(32)),
      advance(targetHere, i32Const(16)),
    ),
    [...localGet(squares), ...localGet(sum), ...f64x2ExtractLane(0), ...localGet(sum), ...f64x2ExtractLane(1)],
    [...f64Add, ...f64Store(0)],
    advance(squares, i32Const(8)),
    advance(target, localGet(stride)),
  );
}

/** Two numbers, from the `place`-th on. */
function two(place: number, floats: boolean): Code {
  return [
    ...[
      ...loadTwo(rows, place, floats),
      ...localGet(centreHere),
      ...v128Load(8 * place),
      ...f64x2Sub,
      ...localSet(value),
    ],
    ...[...localGet(sum), ...localGet(value), ...localGet(value), ...f64x2Mul, ...f64x2Add, ...localSet(sum)],
    ...[...localGet(targetHere), ...localGet(value), ...localGet(factors), ...f64x2Mul, ...f32x4DemoteF64x2Zero],
    ...v128Store64Lane(4 * place, 0),
  ];
}
