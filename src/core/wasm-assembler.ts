// Just enough of WebAssembly's binary format to write one small function down: the instructions as bytes, and the module
// around them.
//
// https://webassembly.github.io/spec/core/binary/; vector instructions have the prefix 0xFD. Names are the specification's,
// in camelCase.

import { type Memory, webAssembly } from "./web-assembly.js";

/** Bytes of one or more instructions. */
export type Code = readonly number[];

/** Value types of parameters and locals. */
export const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

const vector = (opcode: number, ...rest: Code): Code => [0xfd, ...unsigned(opcode), ...rest];
/** Alignment (as a power of two) and offset of a memory access. */
const access = (offset: number): Code => [2, ...unsigned(offset)];

export const localGet = (local: number): Code => [0x20, ...unsigned(local)];
export const localSet = (local: number): Code => [0x21, ...unsigned(local)];
export const i32Const = (value: number): Code => [0x41, ...signed(value)];
export const i32Load = (offset: number): Code => [0x28, ...access(offset)];
export const i32Store8 = (offset: number): Code => [0x3a, 0, ...unsigned(offset)];
export const i32TruncF32U: Code = [0xa9];
export const i32Add: Code = [0x6a];
export const i32Sub: Code = [0x6b];
export const i32Mul: Code = [0x6c];
export const i32Shl: Code = [0x74];
export const f32Const = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
export const f32Load = (offset: number): Code => [0x2a, ...access(offset)];
export const f32Add: Code = [0x92];
export const f32Mul: Code = [0x94];
export const f64Add: Code = [0xa0];
export const f64Store = (offset: number): Code => [0x39, ...access(offset)];
export const v128Load = (offset: number): Code => vector(0x00, ...access(offset));
export const v128Load64Splat = (offset: number): Code => vector(0x0a, ...access(offset));
export const v128Load64Zero = (offset: number): Code => vector(0x5d, ...access(offset));
export const v128Load32Splat = (offset: number): Code => vector(0x09, ...access(offset));
export const v128Store = (offset: number): Code => vector(0x0b, ...access(offset));
export const v128Store32Lane = (offset: number, lane: number): Code => vector(0x5a, ...access(offset), lane);
export const v128Store64Lane = (offset: number, lane: number): Code => vector(0x5b, ...access(offset), lane);
export const v128Zero: Code = vector(0x0c, ...new Array<number>(16).fill(0));
export const i16x8ExtendLowI8x16U: Code = vector(0x89);
export const i16x8ExtendHighI8x16U: Code = vector(0x8a);
export const i32x4ExtendLowI16x8U: Code = vector(0xa9);
export const i32x4ExtendHighI16x8U: Code = vector(0xaa);
export const i16x8NarrowI32x4U: Code = vector(0x86);
export const i8x16NarrowI16x8U: Code = vector(0x66);
export const i32x4TruncSatF32x4U: Code = vector(0xf9);
export const f32x4ConvertI32x4U: Code = vector(0xfb);
export const f32x4Splat: Code = vector(0x13);
export const f32x4Abs: Code = vector(0xe0);
export const f32x4Add: Code = vector(0xe4);
export const f32x4Sub: Code = vector(0xe5);
export const f32x4Mul: Code = vector(0xe6);
export const f32x4DemoteF64x2Zero: Code = vector(0x5e);
export const f64x2PromoteLowF32x4: Code = vector(0x5f);
export const f64x2ExtractLane = (lane: number): Code => vector(0x21, lane);
export const f64x2Abs: Code = vector(0xec);
export const f64x2Add: Code = vector(0xf0);
export const f64x2Sub: Code = vector(0xf1);
export const f64x2Mul: Code = vector(0xf2);

/** `body`, again and again while `counter`, one less each time, is not 0. At least once. */
export function repeat(counter: number, ...body: readonly Code[]): Code {
  const count = [...localGet(counter), ...i32Const(1), ...i32Sub, 0x22, ...unsigned(counter)]; // local.tee
  return [0x03, 0x40, ...body.flat(), ...count, 0x0d, 0x00, 0x0b]; // loop (no result), br_if 0, end
}

/** Adds `value` to an i32 local. */
export const advance = (local: number, value: Code): Code => [
  ...localGet(local),
  ...value,
  ...i32Add,
  ...localSet(local),
];

/** A function of `parameters` i32 parameters over `memory`. Throws where WebAssembly has no vector instructions. */
export function compile<F>(memory: Memory, parameters: number, locals: readonly number[], body: Code): F {
  const module = new webAssembly.Module(assemble(parameters, locals, body));
  return new webAssembly.Instance(module, { env: { memory } }).exports["run"] as F;
}

/** A module that takes a memory (`env.memory`) and exports the function `run` of `parameters` i32 parameters. */
function assemble(parameters: number, locals: readonly number[], body: Code): Uint8Array<ArrayBuffer> {
  const code = [...list(locals.map((type) => [1, type])), ...body, 0x0b];
  const signature = [0x60, ...list(new Array<Code>(parameters).fill([types.i32])), 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, [signature]),
    ...section(2, [[...name("env"), ...name("memory"), 0x02, 0x00, 1]]), // a memory of at least one page
    ...section(3, [[0]]), // function 0 has signature 0
    ...section(7, [[...name("run"), 0x00, 0]]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

function section(id: number, entries: readonly Code[]): Code {
  const content = list(entries);
  return [id, ...unsigned(content.length), ...content];
}

function list(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()];
}

function name(text: string): Code {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** LEB128: seven bits a byte, the lowest first, the top bit set where more follow. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const fits = value >= -64 && value < 64;
  return fits ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
