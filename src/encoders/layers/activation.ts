// Activation functions by name, element by element.
//
//   relu         max(0, x)
//   leaky-relu   x where x > 0, else 0.01 x
//   gelu         x/2 * (1 + erf(x / sqrt 2))
//   silu         x * sigmoid(x)
//   sigmoid      1 / (1 + e^-x)
//   tanh         (e^x - e^-x) / (e^x + e^-x)

import { checkChoice } from "../../core/options.js";
import { type Tensor, gelu, leakyRelu, mul, relu, sigmoid, tanh } from "../../graph/index.js";

export type ActivationName = "relu" | "leaky-relu" | "gelu" | "silu" | "sigmoid" | "tanh";

const functions: Readonly<Record<ActivationName, (x: Tensor) => Tensor>> = {
  relu,
  "leaky-relu": (x: Tensor): Tensor => leakyRelu(x, 0.01),
  gelu: (x: Tensor): Tensor => gelu(x),
  silu: (x: Tensor): Tensor => mul(x, sigmoid(x)),
  sigmoid,
  tanh,
};

export const activationNames: readonly ActivationName[] = Object.keys(functions) as ActivationName[];

/** x of any shape -> the same shape. */
export function activation(x: Tensor, name: ActivationName): Tensor {
  checkChoice("activation", "name", name, activationNames);
  return functions[name](x);
}
