// Scales vectors to length 1.
//
//   y = x / max(|x|, eps)
//
// As PyTorch's functional.normalize: vectors shorter than eps, zero among them, are divided by eps, so that value and
// gradient stay finite.

import { div } from "../ops/div.js";
import { max } from "../ops/max.js";
import { reduceL2 } from "../ops/reduce-l2.js";
import { type Tensor, scalar } from "../tensor.js";

/** Vectors lie along `axis`. @defaultValue axis -1, eps 1e-12 */
export function l2Normalise(x: Tensor, axis = -1, eps = 1e-12): Tensor {
  return div(x, max(reduceL2(x, [axis], true), scalar(eps, x.dtype)));
}
