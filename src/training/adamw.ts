// AdamW (Loshchilov, Hutter 2019, algorithm 2): Adam whose weight decay bypasses the moments.
//
//   p' = (1 - lr * weightDecay) * p - Adam's step          (adam.ts)

import { checkRange } from "../core/options.js";
import { cast, mul, scalar, sub } from "../graph/index.js";
import { type AdamMoments, adamStep } from "./adam.js";
import type { Optimiser } from "./optimiser.js";
import { oncePerGraph } from "./optimiser-parts.js";

export interface AdamwOptions extends Partial<AdamMoments> {
  /** Share of each weight (not of biases) taken off a step, times the learning rate; >= 0. @defaultValue 0.01 */
  readonly weightDecay?: number;
}

/** Default learning rate 0.001. @defaultValue beta1 0.9, beta2 0.999, epsilon 1e-8 */
export function adamw({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0.01,
}: AdamwOptions = {}): Optimiser {
  checkRange("adamw", "weightDecay", weightDecay, { from: 0 });
  const step = adamStep("adamw", { beta1, beta2, epsilon });
  const keptOf = oncePerGraph(({ learningRate, parameter: { dtype } }) =>
    cast(sub(scalar(1, learningRate.dtype), mul(learningRate, scalar(weightDecay, learningRate.dtype))), dtype),
  );
  return {
    name: "adamw",
    options: { beta1, beta2, epsilon, weightDecay },
    defaultLearningRate: 0.001,
    build(given) {
      if (!given.decay || weightDecay === 0) return step(given);
      return step({ ...given, parameter: mul(given.parameter, keptOf(given)) });
    },
  };
}
