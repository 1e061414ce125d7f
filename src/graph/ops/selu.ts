// y = gamma x where x > 0, else gamma alpha (e^x - 1).   dx = gamma dy where x > 0, else dy (y + gamma alpha)
//
// Klambauer et al. 2017: the constants keep activations at mean 0 and variance 1.

import { unaryOperator } from "../elementwise.js";
import { type Operator, type Tensor, apply, scalar } from "../tensor.js";

const ALPHA = 1.6732632423543772;
const GAMMA = 1.0507009873554805;

export const seluOperator: Operator = unaryOperator(
  "Selu",
  ({ x, y, dy, context: { attributes }, emit }) => {
    const { alpha = ALPHA, gamma = GAMMA } = attributes;
    const above = emit("Mul", [dy, scalar(Number(gamma), x.dtype)]);
    const below = emit("Mul", [dy, emit("Add", [y, scalar(Number(gamma) * Number(alpha), x.dtype)])]);
    return emit("Where", [emit("Greater", [x, scalar(0, x.dtype)]), above, below]);
  },
  ["alpha", "gamma"],
);

export function selu(x: Tensor): Tensor {
  return apply(seluOperator, [x])[0];
}
