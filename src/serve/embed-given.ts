// From what requests hold to rows of numbers: each input is read by itself, all of them are embedded with whatever else arrives.

import { readInput, type InputLimits } from "./inputs.js";
import type { ServedModel } from "./served-models.js";

export interface GivenInput {
  readonly given: unknown;
  /** What messages call it. */
  readonly where: string;
}

/** A row `[D]` each. Throws what reading and embedding throw; of several failures the first input's. */
export async function embedGiven(
  { model, batches }: ServedModel,
  inputs: readonly GivenInput[],
  limits: InputLimits,
  signal?: AbortSignal,
): Promise<readonly Float32Array[]> {
  const read = inputs.map(({ given, where }) => ({ where, input: readInput(given, where, model.info, limits) }));
  return batches.embed(read, signal);
}
