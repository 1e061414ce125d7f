// Seeded random numbers. A generator is made from a seed and any number of stream keys, so that "the shuffle of epoch 7"
// or "the augmentation of step 812" is a function of its name alone: a run resumed at step 812 draws the same numbers
// as one that never stopped, and no generator state has to be saved.
//
// xoshiro128** (Blackman, Vigna 2018) seeded through a 32-bit mixing hash (murmur3's finaliser).

export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound). `bound` in 1..2^32. */
  integer(bound: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
}

/** A generator for `seed` and the named stream, e.g. `random(7, "shuffle", epoch)`. */
export function random(seed: number, ...stream: readonly (string | number)[]): Random {
  let hash = mix(seed >>> 0) ^ mix(Math.floor(seed / 2 ** 32) >>> 0);
  for (const key of stream) {
    const text = typeof key === "string" ? key : `#${key}`;
    for (let i = 0; i < text.length; i++) hash = mix((hash ^ text.charCodeAt(i)) + 0x9e3779b9);
    hash = mix(hash + 0x85ebca6b);
  }
  const state = new Uint32Array(4);
  for (let i = 0; i < 4; i++) state[i] = hash = mix(hash + 0x9e3779b9);
  return generator(state);
}

function generator(s: Uint32Array): Random {
  const bits = (): number => {
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotate(s[3]!, 11);
    return result;
  };
  const next = (): number => bits() / 2 ** 32;
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A new array with the items of `items` in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], generator: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = generator.integer(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

/** `count` distinct items of `items`, in random order; all of them (shuffled) where there are fewer. */
export function sample<T>(items: readonly T[], count: number, generator: Random): T[] {
  const pool = [...items];
  const taken: T[] = [];
  for (let i = 0; i < Math.min(count, items.length); i++) {
    const j = i + generator.integer(pool.length - i);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
    taken.push(pool[i]!);
  }
  return taken;
}
