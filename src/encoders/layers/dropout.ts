// Dropout (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014), inverted: nothing remains to be done at inference.
//
//   training    y = x / (1 - rate) where noise >= rate, else 0
//   inference   y = x
//
// Along a shared axis all values of a place are dropped together: over the steps of a series, as in Gal, Ghahramani 2016. What is
// drawn then does not depend on how far a batch is padded.

import { checkRange } from "../../core/options.js";
import { type Tensor, dimensions, greaterOrEqual, mul, scalar, where } from "../../graph/index.js";
import type { Scope } from "../scope.js";

/**
 * x of any shape -> the same shape. Noise: "noise".
 *
 * @param rate - share of values dropped, in [0, 1)
 * @param shared - an axis along which values are dropped together. @defaultValue none
 */
export function dropout(x: Tensor, scope: Scope, rate: number, shared?: number): Tensor {
  checkRange("dropout", "rate", rate, { from: 0, below: 1 });
  if (!scope.training || rate === 0) return x;
  const noise = scope.noise(
    "noise",
    dimensions(x.shape, "dropout").map((length, axis) => (axis === shared ? 1 : length)),
  );
  const kept = greaterOrEqual(noise, scalar(rate, x.dtype));
  return mul(x, where(kept, scalar(1 / (1 - rate), x.dtype), scalar(0, x.dtype)));
}
