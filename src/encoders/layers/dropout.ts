// Dropout (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014), inverted: nothing remains to be done at inference.
//
//   training    y = x / (1 - rate) where noise >= rate, else 0
//   inference   y = x

import { checkRange } from "../../core/options.js";
import { type Tensor, dimensions, greaterOrEqual, mul, scalar, where } from "../../graph/index.js";
import type { Scope } from "../scope.js";

/** x of any shape -> the same shape. Noise: "noise". @param rate - share of values dropped, in [0, 1) */
export function dropout(x: Tensor, scope: Scope, rate: number): Tensor {
  checkRange("dropout", "rate", rate, { from: 0, below: 1 });
  if (!scope.training || rate === 0) return x;
  const noise = scope.noise("noise", dimensions(x.shape, "dropout"));
  const kept = greaterOrEqual(noise, scalar(rate, x.dtype));
  return mul(x, where(kept, scalar(1 / (1 - rate), x.dtype), scalar(0, x.dtype)));
}
