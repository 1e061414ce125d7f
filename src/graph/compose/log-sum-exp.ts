// y = ln sum e^x along an axis, computed without overflow. -Infinity entries count for nothing.

import { reduceLogSumExp } from "../ops/reduce-log-sum-exp.js";
import type { Tensor } from "../tensor.js";

/** x's shape without `axis`; with length 1 there, where `keep`. */
export function logSumExp(x: Tensor, axis: number, keep = false): Tensor {
  return reduceLogSumExp(x, [axis], keep);
}
