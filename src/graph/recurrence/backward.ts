// A recurrent layer's way back: a Scan from the last step to the first, and then one product for all steps at once for each of
// the gradients by W and by x. s_t: what the step saw, [h_t-1, x_t, 1]; W_h, W_x: the rows of W that h and x meet.
//
//   dh_t = upstream_t + da_t+1 . W_h^T (+ what passes by)         dW = sum over t of s_t^T . da_t         dx_t = da_t . W_x^T
//
// Where the loss depends on the last h alone, its upstream is what the Scan begins with, and no step adds one.

import { scan } from "../ops/scan.js";
import { type Emit, type GradientContext, type Tensor, constant, dataOf, dimensions, ints } from "../tensor.js";
import type { Cell } from "./cell.js";
import { filled, placeholder, stepOf } from "./forward.js";

/** Gradients by x and W. `truncate`: see ops/recurrence.ts. */
export function recurrentBackward(cell: Cell, context: GradientContext, truncate: number): (Tensor | undefined)[] {
  const { inputs, outputs, needs, emit } = context;
  const [x, weights] = [inputs[0]!, inputs[1]!];
  const [, last, seen, ...kept] = outputs as readonly [Tensor, Tensor, Tensor, ...Tensor[]];
  const width = Number(last.shape[1]);
  const rows = (from: number, to: number): Tensor => emit("Slice", [weights, ints([from]), ints([to]), ints([0])]);
  const da = scanBack(cell, context, { kept, weights: rows(0, width), truncate });
  const byInput = (): Tensor => {
    const shape = dimensions(x.shape, "Recurrence");
    const flat = emit("Reshape", [da, ints([-1, Number(da.shape[2])])]);
    return emit("Reshape", [emit("Gemm", [flat, rows(width, width + shape[2]!)], { transB: 1 }), ints(shape)]);
  };
  return [needs[0] ? byInput() : undefined, needs[1] ? productOverRows(seen, da, emit) : undefined];
}

interface WayBack {
  readonly kept: readonly Tensor[];
  /** W_h, `[H, sums * H]` */
  readonly weights: Tensor;
  readonly truncate: number;
}

/** da of all steps, `[T, N, sums * H]`. */
function scanBack(
  cell: Cell,
  { outputs: [h, last], upstream: [byEach, byLast], emit }: GradientContext,
  { kept, weights, truncate }: WayBack,
): Tensor {
  const none = filled(dimensions(last!.shape, "Recurrence"), 0, last!);
  const states = [byLast ?? none, ...Array<Tensor>(cell.states - 1).fill(none)];
  const gates = truncate > 0 ? gate(Number(h!.shape[0]), truncate, last!) : undefined;
  const statesIn = states.map(placeholder);
  const keptIn = kept.map(stepOf);
  const [byEachIn, gateIn] = [byEach && stepOf(byEach), gates && stepOf(gates)];
  const weightsIn = placeholder(weights);
  const [reaching, ...carriedIn] = statesIn.map((state) => (gateIn ? emit("Mul", [state, gateIn]) : state));
  const dh = byEachIn ? emit("Add", [byEachIn, reaching]) : reaching!;
  const { da, past, carried } = cell.back({ dh, carried: carriedIn, kept: keptIn, emit });
  const bySums = da.length === 1 ? da[0]! : emit("Concat", da, { axis: 1 });
  const dhBefore = emit("Gemm", past ? [bySums, weightsIn, past] : [bySums, weightsIn], { transB: 1 });
  const present = (...tensors: readonly (Tensor | undefined)[]): Tensor[] =>
    tensors.filter((tensor) => tensor !== undefined);
  const body = {
    inputs: [...statesIn, ...keptIn, ...present(byEachIn, gateIn), weightsIn],
    outputs: [dhBefore, ...carried, bySums],
  };
  const sequences = [...kept, ...present(byEach, gates)];
  return scan({ states, sequences, captured: [weights], body, backwards: true })[states.length]!;
}

/** 0 in the last step of each stretch of `truncate` but the last, where no gradient comes in from later ones; else 1. `[T, 1, 1]` */
function gate(steps: number, truncate: number, { dtype }: Tensor): Tensor {
  const values = Array.from({ length: steps }, (_, t) => (t + 1 < steps && (t + 1) % truncate === 0 ? 0 : 1));
  return constant(dataOf(dtype, values), [steps, 1, 1], dtype);
}

/**
 * a: `[T, N, K]`, b: `[T, N, M]` -> the sum over all rows of a^T . b, `[K, M]`. The rows are cut into a few pieces, because the
 * runtime then shares out pieces among its threads; of one product each thread would rearrange all of a.
 */
function productOverRows(a: Tensor, b: Tensor, emit: Emit): Tensor {
  const [steps, count] = dimensions(a.shape, "Recurrence") as [number, number];
  const pieces = [4, 3, 2].find((divisor) => (steps * count) % divisor === 0) ?? 1;
  const piecesOf = (x: Tensor): Tensor =>
    emit("Reshape", [x, ints([pieces, (steps * count) / pieces, Number(x.shape[2])])]);
  const across = emit("Transpose", [piecesOf(a)], { perm: [0, 2, 1] });
  return emit("ReduceSum", [emit("MatMul", [across, piecesOf(b)]), ints([0])], { keepdims: 0 });
}
