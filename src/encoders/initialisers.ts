// How parameters begin. An initialiser draws the numbers of one tensor from a seeded generator.
//
//   kaiming: variance gain^2 / fanIn            He, Zhang, Ren, Sun 2015, equation 10; gain^2 = 2 suits rectifiers
//   xavier:  variance 2 / (fanIn + fanOut)      Glorot, Bengio 2010, equation 16; suits sigmoid and tanh
//
// The fans are read from the shape: a dense weight is `[in, out]`, a convolution's `[O, I / group, ...kernel]`.

import { KindredError } from "../core/errors.js";
import type { Random } from "../core/random.js";

/** Draws the values of a tensor of `shape`, row-major. */
export type Initialiser = (random: Random, shape: readonly number[]) => Float32Array;

/** How many values one output is summed of, and how many outputs one input goes into. */
export function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [first = 1, second = 1, ...kernel] = shape;
  if (shape.length < 2) return { fanIn: first, fanOut: first };
  if (shape.length === 2) return { fanIn: first, fanOut: second };
  const taps = product(kernel);
  return { fanIn: second * taps, fanOut: first * taps };
}

/** The same value everywhere. */
export function constantly(value: number): Initialiser {
  return (_, shape) => new Float32Array(product(shape)).fill(value);
}

export const zeros: Initialiser = constantly(0);
export const ones: Initialiser = constantly(1);

/** Normal with this standard deviation (>= 0). */
export function normal(deviation: number, mean = 0): Initialiser {
  if (!(deviation >= 0)) throw new KindredError("INVALID_OPTION", `normal: deviation must be >= 0, got ${deviation}`);
  return (random, shape) => {
    const values = new Float32Array(product(shape));
    // Box-Muller, both halves of each pair: the large dense layers hold tens of millions of weights.
    for (let i = 0; i < values.length; i += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
      const angle = 2 * Math.PI * random.next();
      values[i] = mean + radius * Math.cos(angle);
      if (i + 1 < values.length) values[i + 1] = mean + radius * Math.sin(angle);
    }
    return values;
  };
}

/** Uniform in [-bound, bound). `bound` > 0. */
export function uniform(bound: number): Initialiser {
  if (!(bound > 0)) throw new KindredError("INVALID_OPTION", `uniform: bound must be > 0, got ${bound}`);
  return (random, shape) => {
    const values = new Float32Array(product(shape));
    for (let i = 0; i < values.length; i++) values[i] = bound * (2 * random.next() - 1);
    return values;
  };
}

/** Normal of variance gain^2 / fanIn. @param gain - sqrt(2) for rectifiers, 1 for linear layers */
export function kaimingNormal(gain: number = Math.SQRT2): Initialiser {
  return (random, shape) => normal(gain / Math.sqrt(fans(shape).fanIn))(random, shape);
}

/** Uniform of variance gain^2 / fanIn. @param gain - sqrt(2) for rectifiers, 1 for linear layers */
export function kaimingUniform(gain: number = Math.SQRT2): Initialiser {
  return (random, shape) => uniform(gain * Math.sqrt(3 / fans(shape).fanIn))(random, shape);
}

/** Uniform of variance 2 / (fanIn + fanOut). */
export function xavier(): Initialiser {
  return (random, shape) => {
    const { fanIn, fanOut } = fans(shape);
    return uniform(Math.sqrt(6 / (fanIn + fanOut)))(random, shape);
  };
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, dimension) => count * dimension, 1);
}
