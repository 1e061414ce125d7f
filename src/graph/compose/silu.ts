// y = x * sigmoid(x), also called swish (Hendrycks, Gimpel 2016; Ramachandran, Zoph, Le 2017).

import { mul } from "../ops/mul.js";
import { sigmoid } from "../ops/sigmoid.js";
import type { Tensor } from "../tensor.js";

export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
