// Stochastic gradient descent, with momentum and Nesterov's look ahead, as PyTorch's.
//
//   g  = gradient + weightDecay * p
//   v' = momentum * v + g
//   p' = p - lr * v'                       nesterov: p - lr * (g + momentum * v')

import { checkFlag, checkRange } from "../core/options.js";
import { type Tensor, add, mul, scalar, sub } from "../graph/index.js";
import type { Optimiser, OptimiserInput } from "./optimiser.js";
import { state } from "./optimiser-parts.js";

export interface SgdOptions {
  /** In [0, 1). @defaultValue 0.9 */
  readonly momentum?: number;
  /** @defaultValue false */
  readonly nesterov?: boolean;
  /** Share of each weight (not of biases) added to its gradient, >= 0. @defaultValue 0 */
  readonly weightDecay?: number;
}

/** Default learning rate 0.01. */
export function sgd({ momentum = 0.9, nesterov = false, weightDecay = 0 }: SgdOptions = {}): Optimiser {
  checkRange("sgd", "momentum", momentum, { from: 0, below: 1 });
  checkRange("sgd", "weightDecay", weightDecay, { from: 0 });
  checkFlag("sgd", "nesterov", nesterov);
  return {
    name: "sgd",
    options: { momentum, nesterov, weightDecay },
    defaultLearningRate: 0.01,
    build(given) {
      const { parameter, learningRate } = given;
      const gradient = withDecay(given, weightDecay);
      if (momentum === 0) return { value: sub(parameter, mul(gradient, learningRate)), states: [] };
      const factor = scalar(momentum, parameter.dtype);
      const velocity = state(given, "momentum", (before) => add(mul(before, factor), gradient));
      const direction = nesterov ? add(gradient, mul(velocity.next, factor)) : velocity.next;
      return { value: sub(parameter, mul(direction, learningRate)), states: [velocity] };
    },
  };
}

/** gradient + weightDecay * parameter, where decay applies. */
export function withDecay({ parameter, gradient, decay }: OptimiserInput, weightDecay: number): Tensor {
  if (!decay || weightDecay === 0) return gradient;
  return add(gradient, mul(parameter, scalar(weightDecay, parameter.dtype)));
}
