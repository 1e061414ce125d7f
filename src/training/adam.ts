// Adam (Kingma, Ba 2015, algorithm 1).
//
//   m' = beta1 * m + (1 - beta1) * g          v' = beta2 * v + (1 - beta2) * g^2
//   p' = p - lr * (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)
//
// The states hold M = m / (1 - beta1) and V = v / (1 - beta2), and everything constant goes into two scalars, which leaves
// ten passes over a parameter:
//
//   M' = beta1 * M + g        V' = beta2 * V + g * g        p' = p - a * M' / (sqrt(V') + e)
//
//   r = sqrt((1 - beta2) / (1 - beta2^t)),   a = lr * (1 - beta1) / (1 - beta1^t) / r,   e = epsilon / r

import { checkRange } from "../core/options.js";
import { type Tensor, add, cast, div, mul, pow, scalar, sqrt, sub } from "../graph/index.js";
import type { Optimiser, OptimiserInput, OptimiserOutput } from "./optimiser.js";
import { oncePerGraph, state } from "./optimiser-parts.js";
import { withDecay } from "./sgd.js";

export interface AdamOptions {
  /** Decay of the mean of gradients, in [0, 1). @defaultValue 0.9 */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, in [0, 1). @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the step finite where gradients vanish, > 0. @defaultValue 1e-8 */
  readonly epsilon?: number;
  /** Share of each weight (not of biases) added to its gradient, >= 0. AdamW's decay works better. @defaultValue 0 */
  readonly weightDecay?: number;
}

/** Default learning rate 0.001. */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: AdamOptions = {}): Optimiser {
  checkRange("adam", "weightDecay", weightDecay, { from: 0 });
  const step = adamStep("adam", { beta1, beta2, epsilon });
  return {
    name: "adam",
    options: { beta1, beta2, epsilon, weightDecay },
    defaultLearningRate: 0.001,
    build: (given) => step({ ...given, gradient: withDecay(given, weightDecay) }),
  };
}

export interface AdamMoments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The update that Adam and AdamW share. `where` names the optimiser in errors. */
export function adamStep(
  where: string,
  { beta1, beta2, epsilon }: AdamMoments,
): (input: OptimiserInput) => OptimiserOutput {
  checkRange(where, "beta1", beta1, { from: 0, below: 1 });
  checkRange(where, "beta2", beta2, { from: 0, below: 1 });
  checkRange(where, "epsilon", epsilon, { above: 0 });
  const scalarsOf = oncePerGraph((given) => stepScalars(given, { beta1, beta2, epsilon }));
  return (given) => {
    const { parameter, gradient } = given;
    const { rate, floor } = scalarsOf(given);
    const constant = (value: number): Tensor => scalar(value, parameter.dtype);
    const mean = state(given, "mean", (before) => add(mul(before, constant(beta1)), gradient));
    const square = state(given, "square", (before) => add(mul(before, constant(beta2)), mul(gradient, gradient)));
    const direction = div(mean.next, add(sqrt(square.next), floor));
    return { value: sub(parameter, mul(direction, rate)), states: [mean, square] };
  };
}

/** a and e of the header: `rate` and `floor`. In float64, because 1 - beta2^t is a small difference at first. */
function stepScalars(
  { learningRate, step, parameter }: OptimiserInput,
  { beta1, beta2, epsilon }: AdamMoments,
): { readonly rate: Tensor; readonly floor: Tensor } {
  const double = (value: number): Tensor => scalar(value, "float64");
  const t = cast(step, "float64");
  const remaining = (beta: number): Tensor => div(double(1 - beta), sub(double(1), pow(double(beta), t)));
  const r = sqrt(remaining(beta2));
  const rate = div(mul(cast(learningRate, "float64"), remaining(beta1)), r);
  return { rate: cast(rate, parameter.dtype), floor: cast(div(double(epsilon), r), parameter.dtype) };
}
