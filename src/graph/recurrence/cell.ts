// A recurrent cell: what happens in one step, forwards and backwards. Recurrence (ops/recurrence.ts) runs it over a series.
//
//   a_t = [h_t-1, x_t, 1] . W                      the sums inside the gates, [N, sums * H]
//   h_t, kept_t = step(a_t, h_t-1, ...)
//
// On the way back a step turns the gradient by its states into that by its sums:
//
//   da_t = back(dh_t, ..., kept_t)                 then dh_t-1 = da_t . W_h^T (+ what passes by the gates)
//
// and the gradients by W and x are one product each over all steps.
//
// Within a step everything is [N, H], and stays in the processor's cache; what is kept for the way back does not, and waits for
// memory. So little is kept; first of all what an activation gives, which has time to be written while the next is worked out.

import { type Emit, type Tensor, ints } from "../tensor.js";

export type CellName = "lstm" | "gru" | "rnn";

export interface Cell {
  /** W has that many columns for each of h. */
  readonly sums: number;
  /** How many tensors are carried, h first, each `[N, H]`. */
  readonly states: number;
  /** How many tensors `step` keeps, each `[N, H]`. */
  readonly kept: number;
  /** The states after the step, and what the way back needs of it. */
  step(parts: StepParts): { readonly states: readonly Tensor[]; readonly kept: readonly Tensor[] };
  /** The gradient by the sums and by the states before the step (h last added by W^T). */
  back(parts: BackParts): BackResult;
}

export interface StepParts {
  /** Each `[N, H]`. */
  readonly sums: readonly Tensor[];
  readonly states: readonly Tensor[];
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
  /** By each of the sums. */
  readonly da: readonly Tensor[];
  /** By h_t-1 around the product; absent where there is no such way. */
  readonly past?: Tensor;
  /** By the other states before the step. */
  readonly carried: readonly Tensor[];
}

/** `[N, count * H]` -> `[N, H]` each. */
export function parted(x: Tensor, count: number, emit: Emit): readonly Tensor[] {
  if (count === 1) return [x];
  const { source } = emit("Split", [x, ints(Array<number>(count).fill(Number(x.shape[1]) / count))], { axis: 1 });
  return source.kind === "node" ? source.node.outputs : [];
}

export interface Arithmetic {
  /** a * b */
  times(a: Tensor | undefined, b: Tensor | undefined): Tensor;
  /** a - b */
  less(a: Tensor | undefined, b: Tensor | undefined): Tensor;
  /** a * (1 - b) */
  timesRest(a: Tensor | undefined, b: Tensor | undefined): Tensor;
}

/** What cells are written in. */
export function arithmetic(emit: Emit): Arithmetic {
  const times: Arithmetic["times"] = (a, b) => emit("Mul", [a, b]);
  const less: Arithmetic["less"] = (a, b) => emit("Sub", [a, b]);
  return { times, less, timesRest: (a, b) => less(a, times(a, b)) };
}
