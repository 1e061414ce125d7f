// How parameters begin. An initialiser draws the numbers of one tensor from a seeded generator.
//
//   kaiming: variance gain^2 / fanIn            He, Zhang, Ren, Sun 2015, equation 10; gain^2 = 2 suits rectifiers
//   xavier:  variance 2 / (fanIn + fanOut)      Glorot, Bengio 2010, equation 16; suits sigmoid and tanh
//
//   orthogonal: blocks of orthonormal columns    Saxe, McClelland, Ganguli 2014; keeps a recurrent state's length
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

/** `[R, k R]`: k blocks side by side, the columns of each orthonormal (Gram-Schmidt over normal numbers, in float64). */
export function orthogonal(): Initialiser {
  return (random, shape) => {
    const [rows = 1, columns = 1] = shape;
    const values = new Float32Array(rows * columns);
    for (let start = 0; start < columns; start += rows) {
      orthonormalBasis(random, rows, Math.min(rows, columns - start)).forEach((column, j) =>
        column.forEach((value, i) => (values[i * columns + start + j] = value)),
      );
    }
    return values;
  };
}

function orthonormalBasis(random: Random, length: number, count: number): Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const column = Float64Array.from({ length }, () => random.normal());
    for (const other of basis) {
      const along = column.reduce((sum, value, i) => sum + value * other[i]!, 0);
      for (let i = 0; i < length; i++) column[i]! -= along * other[i]!;
    }
    const norm = Math.hypot(...column);
    // What is left of a column that the others nearly span would be rounding error.
    if (norm > 1e-6) basis.push(column.map((value) => value / norm));
  }
  return basis;
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, dimension) => count * dimension, 1);
}
