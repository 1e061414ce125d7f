// RMSprop (Tieleman, Hinton 2012, lecture 6.5), as PyTorch's.
//
//   v' = decay * v + (1 - decay) * g^2          p' = p - lr * g / (sqrt(v') + epsilon)
//
// The state holds V = v / (1 - decay):          p' = p - lr / r * g / (sqrt(V') + epsilon / r),   r = sqrt(1 - decay)

import { checkRange } from "../core/options.js";
import { type Tensor, add, div, mul, scalar, sqrt, sub } from "../graph/index.js";
import type { Optimiser } from "./optimiser.js";
import { oncePerGraph, state } from "./optimiser-parts.js";
import { withDecay } from "./sgd.js";

export interface RmspropOptions {
  /** Decay of the mean of squared gradients, in [0, 1). @defaultValue 0.99 */
  readonly decay?: number;
  /** Keeps the step finite where gradients vanish, > 0. @defaultValue 1e-8 */
  readonly epsilon?: number;
  /** Share of each weight (not of biases) added to its gradient, >= 0. @defaultValue 0 */
  readonly weightDecay?: number;
}

/** Default learning rate 0.001. */
export function rmsprop({ decay = 0.99, epsilon = 1e-8, weightDecay = 0 }: RmspropOptions = {}): Optimiser {
  checkRange("rmsprop", "decay", decay, { from: 0, below: 1 });
  checkRange("rmsprop", "epsilon", epsilon, { above: 0 });
  checkRange("rmsprop", "weightDecay", weightDecay, { from: 0 });
  const root = Math.sqrt(1 - decay);
  const rateOf = oncePerGraph(({ learningRate }) => div(learningRate, scalar(root, learningRate.dtype)));
  return {
    name: "rmsprop",
    options: { decay, epsilon, weightDecay },
    defaultLearningRate: 0.001,
    build(given) {
      const { parameter } = given;
      const constant = (value: number): Tensor => scalar(value, parameter.dtype);
      const gradient = withDecay(given, weightDecay);
      const square = state(given, "square", (before) => add(mul(before, constant(decay)), mul(gradient, gradient)));
      const direction = div(gradient, add(sqrt(square.next), constant(epsilon / root)));
      return { value: sub(parameter, mul(direction, rateOf(given))), states: [square] };
    },
  };
}
