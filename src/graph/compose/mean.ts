// The mean of all values, or along one axis.

import { reduceMean } from "../ops/reduce-mean.js";
import type { Tensor } from "../tensor.js";

/** A scalar; with `axis`, x's shape without that axis. */
export function mean(x: Tensor, axis?: number): Tensor {
  return axis === undefined ? reduceMean(x) : reduceMean(x, [axis]);
}
