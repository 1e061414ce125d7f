// A recurrent cell: what happens in one step, forwards and backwards. Recurrence (ops/recurrence.ts) runs it over a series.
//
//   a_t = h_t-1 . U (+ b)                          the recurrent product, [N, gates * H]
//   h_t, kept_t = step(x_t, h_t-1, ...)            x_t: what the inputs contribute, [N, gates * H]
//
// On the way back a step turns the gradient by its states into those by the sums inside its gates:
//
//   dx_t, da_t = back(dh_t, ..., kept_t)           then dh_t-1 = da_t . U^T (+ what passes by the gates)
//
// and the gradients by U, by the weights of the inputs and by the biases are one product or sum each over all steps.
// Cells put as few operators as they can into a step: between small operators the runtime spends as much time as in them. What
// can be worked out on the way forward, from parts that are still in the processor's cache, is kept instead of the parts. (Worked
// out for all steps at once it would be fewer operators still, but each of them waits for memory: slower.)

import { type Emit, type Tensor, ints } from "../tensor.js";

export type CellName = "lstm" | "gru" | "rnn";

export interface Cell {
  /** x and U have that many columns for each of h. */
  readonly gates: number;
  /** How many tensors are carried, h first, each `[N, H]`. */
  readonly states: number;
  /** Widths of what `step` keeps, in H. */
  readonly kept: readonly number[];
  /** The states after the step, and what the way back needs of it. */
  step(parts: StepParts): { readonly states: readonly Tensor[]; readonly kept: readonly Tensor[] };
  /** The gradient by the states before the step (h last added by U^T), and by x and a. */
  back(parts: BackParts): BackResult;
}

export interface StepParts {
  /** `[N, gates * H]` */
  readonly x: Tensor;
  readonly states: readonly Tensor[];
  /** `[H, gates * H]` */
  readonly recurrent: Tensor;
  /** `[gates * H]`; of cells that keep the two products apart. */
  readonly bias: Tensor | undefined;
  readonly emit: Emit;
}

export interface BackParts {
  /** Gradient by h_t, all paths together. */
  readonly dh: Tensor;
  /** Gradient by the other states after the step. */
  readonly carried: readonly Tensor[];
  /** What `step` kept. */
  readonly kept: readonly Tensor[];
  readonly emit: Emit;
}

export interface BackResult {
  /** By the recurrent product, `[N, gates * H]`. */
  readonly da: Tensor;
  /** By h_t-1 around the product; absent where there is no such way. */
  readonly past?: Tensor;
  /** By the other states before the step. */
  readonly carried: readonly Tensor[];
  /** By x, where that is not `da`. */
  readonly dx?: Tensor;
}

/** `[N, sum of parts]` -> `[N, part]` each; along another axis where one is named. */
export function parted(x: Tensor, parts: readonly number[], emit: Emit, axis = 1): readonly Tensor[] {
  const { source } = emit("Split", [x, ints(parts)], { axis });
  return source.kind === "node" ? source.node.outputs : [];
}
