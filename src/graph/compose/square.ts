// y = x^2, as one product (cheaper than Pow).

import { mul } from "../ops/mul.js";
import type { Tensor } from "../tensor.js";

export function square(x: Tensor): Tensor {
  return mul(x, x);
}
