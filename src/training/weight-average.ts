// The running average of a parameter over the steps: smoother than where the optimiser happens to stand, and mostly better on
// classes it never saw (Polyak, Juditsky 1992; as an exponential average, Tarvainen, Valpola 2017).
//
//   average_t = d_t average_{t-1} + (1 - d_t) p_t,   d_t = min(decay, (t - 1) / (t + 9))
//
// The average of the first step is the parameter itself: nothing is mixed in from before.

import { checkRange } from "../core/options.js";
import { add, div, min, mul, scalar, sub } from "../graph/index.js";
import type { Optimiser } from "./optimiser.js";
import { oncePerGraph, state } from "./optimiser-parts.js";

/** Name of the carried tensor. */
export function averageOf(name: string): string {
  return `${name}:average`;
}

/** The same optimiser, which also carries the average of every parameter. @param decay - in (0, 1), e.g. 0.99 */
export function averaging(optimiser: Optimiser, decay: number): Optimiser {
  checkRange("average", "decay", decay, { above: 0, below: 1 });
  const shares = oncePerGraph(({ step }) => {
    const kept = min(scalar(decay), div(sub(step, scalar(1)), add(step, scalar(9))));
    return { kept, fresh: sub(scalar(1), kept) };
  });
  return {
    ...optimiser,
    build(given) {
      const update = optimiser.build(given);
      const { kept, fresh } = shares(given);
      const average = state(given, "average", (before) => add(mul(before, kept), mul(update.value, fresh)));
      return { value: update.value, states: [...update.states, average] };
    },
  };
}
