// What the optimisers' graphs have in common: their states, and scalars that every parameter's update shares.

import { type Tensor, dimensions, input } from "../graph/index.js";
import type { OptimiserInput, OptimiserState } from "./optimiser.js";

/** A state of the parameter's shape; `next` is made of its value before the step. */
export function state(
  { name, parameter }: OptimiserInput,
  kind: string,
  next: (before: Tensor) => Tensor,
): OptimiserState {
  const shape = dimensions(parameter.shape, "optimiser");
  const tensor = input(`${name}:${kind}`, parameter.dtype, shape);
  return { name: `${name}:${kind}`, shape, tensor, next: next(tensor) };
}

/** `make` of a step's scalars, made once for all parameters of a graph. */
export function oncePerGraph<T>(make: (input: OptimiserInput) => T): (input: OptimiserInput) => T {
  const made = new WeakMap<Tensor, T>();
  return (input) => {
    const known = made.get(input.step);
    if (known !== undefined) return known;
    const scalars = make(input);
    made.set(input.step, scalars);
    return scalars;
  };
}
