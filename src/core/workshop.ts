// Memory that kernels in WebAssembly work in, with arrays over it, and the kernels themselves: kept for the next who needs some,
// because new memory costs as much as what is done in it. Where there is no such memory, ordinary arrays and no kernels.

import { type Memory, memoryOf } from "./web-assembly.js";

/** Bytes of a memory that is kept, at most. */
const KEPT = 1 << 26;

export interface Workshop {
  /** Numbers in the memory, of any value. All arrays together must fit what was asked for. */
  floats(count: number): Float32Array;
  doubles(count: number): Float64Array;
  integers(count: number): Int32Array;
  /** A kernel over the memory, compiled once; undefined where it cannot be had. */
  kernel<F>(name: string, compile: (memory: Memory) => F): F | undefined;
  /** Leaves the memory to others: nothing in it is to be used from now on. */
  end(): void;
}

interface Place {
  readonly memory: Memory;
  readonly kernels: Map<string, unknown>;
}

interface ArrayOf<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (count: number): A;
  new (buffer: ArrayBuffer, offset: number, count: number): A;
}

let kept: Place | undefined;

/** Arrays begin where lines of the processor's cache do; so many bytes are kept free for what that leaves between them. */
const LINE = 64;
const BETWEEN = 64 * LINE;

/** A workshop for at most 64 arrays, of so many bytes together. */
export function workshop(bytes: number): Workshop {
  const place = placeOf(bytes + BETWEEN);
  let next = 0;
  const array = <A>(Numbers: ArrayOf<A>, count: number): A => {
    if (place === undefined) return new Numbers(count);
    const at = next;
    next = LINE * Math.ceil((at + Numbers.BYTES_PER_ELEMENT * count) / LINE);
    return new Numbers(place.memory.buffer, at, count);
  };
  return {
    floats: (count) => array(Float32Array, count),
    doubles: (count) => array(Float64Array, count),
    integers: (count) => array(Int32Array, count),
    kernel<F>(name: string, compile: (memory: Memory) => F) {
      if (place === undefined) return undefined;
      const { memory, kernels } = place;
      if (!kernels.has(name)) kernels.set(name, orNone(compile, memory));
      return kernels.get(name) as F | undefined;
    },
    end() {
      const size = place?.memory.buffer.byteLength ?? Infinity;
      if (size <= KEPT && size > (kept?.memory.buffer.byteLength ?? 0)) kept = place;
    },
  };
}

function placeOf(bytes: number): Place | undefined {
  if (kept !== undefined && kept.memory.buffer.byteLength >= bytes) {
    const place = kept;
    kept = undefined;
    return place;
  }
  const memory = memoryOf(bytes);
  return memory && { memory, kernels: new Map() };
}

function orNone<F>(compile: (memory: Memory) => F, memory: Memory): F | undefined {
  try {
    return compile(memory);
  } catch {
    return undefined;
  }
}
