// Margins in the angle θ between an embedding and its class, from c = cos θ alone: arccos, whose gradient is infinite where
// embedding and class coincide, is nowhere computed.

import { type Tensor, add, cast, greaterOrEqual, less, max, mul, scalar, sqrt, sub, where } from "../graph/index.js";

/** Below this, sin² θ of float32 cosines is rounding error: θ of 3e-4, or less than 0.02 degrees. */
const leastSquaredSine = 1e-7;

/**
 * cos(θ + margin) for a margin in radians; beyond θ = π - margin, where that would rise again, cos θ - margin sin(margin).
 * The latter is a little lower where they meet, but falls all the way. Any shape.
 */
export function cosineOfSum(c: Tensor, margin: number): Tensor {
  const number = (value: number): Tensor => scalar(value, c.dtype);
  // Where θ is no more than rounding error its sine counts as constant: the gradient stays below 1 instead of growing as 1/θ.
  const sine = sqrt(max(sub(number(1), mul(c, c)), number(leastSquaredSine)));
  const shifted = sub(mul(c, number(Math.cos(margin))), mul(sine, number(Math.sin(margin))));
  const within = greaterOrEqual(c, number(-Math.cos(margin)));
  return where(within, shifted, sub(c, number(margin * Math.sin(margin))));
}

/**
 * (-1)^k cos(m θ) - 2 k for θ in [k π / m, (k + 1) π / m]: cos(m θ) made to fall from 1 to 1 - 2 m over all of [0, π].
 * cos(m θ) is Chebyshev's polynomial of c, and k counts the turning points cos(j π / m) that c lies below. m is a whole
 * number >= 1; any shape.
 */
export function cosineOfMultiple(c: Tensor, m: number): Tensor {
  const number = (value: number): Tensor => scalar(value, c.dtype);
  let [before, multiple] = [number(1), c];
  for (let n = 2; n <= m; n++) [before, multiple] = [multiple, sub(mul(mul(c, number(2)), multiple), before)];
  // Each turning point passed turns the sign and takes 2 off.
  let [sign, fallen] = [number(1), number(0)];
  for (let j = 1; j < m; j++) {
    const passed = less(c, number(Math.cos((j * Math.PI) / m)));
    sign = mul(sign, where(passed, number(-1), number(1)));
    fallen = add(fallen, mul(cast(passed, c.dtype), number(2)));
  }
  return sub(mul(sign, multiple), fallen);
}
