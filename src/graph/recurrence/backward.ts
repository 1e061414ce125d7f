// A recurrent layer's way back: a Scan from the last step to the first, and then, for all steps at once, one product for the
// gradient by U and a sum for that by the bias.
//
//   dh_t = upstream_t + da_t+1 . U^T (+ what passes by)         dU = sum over t of h_t-1^T . da_t         db = sum of da_t

import { scan } from "../ops/scan.js";
import { type Emit, type GradientContext, type Tensor, constant, dataOf, dimensions, ints } from "../tensor.js";
import type { Cell } from "./cell.js";
import { placeholder, stepOf, zeroStates } from "./forward.js";

/** Gradients by x, U and the bias. `truncate`: see ops/recurrence.ts. */
export function recurrentBackward(cell: Cell, context: GradientContext, truncate: number): (Tensor | undefined)[] {
  const { outputs, needs, emit } = context;
  const [h, ...kept] = outputs as readonly [Tensor, ...Tensor[]];
  const { da, dx } = scanBack(cell, context, kept, truncate);
  const width = Number(h.shape[2]);
  const rows = (tensor: Tensor, columns: number): Tensor => emit("Reshape", [tensor, ints([-1, columns])]);
  const byRecurrent = (): Tensor =>
    emit("Gemm", [rows(before(h, emit), width), rows(da, width * cell.gates)], { transA: 1 });
  return [
    dx,
    needs[1] ? byRecurrent() : undefined,
    needs[2] ? emit("ReduceSum", [da, ints([0, 1])], { keepdims: 0 }) : undefined,
  ];
}

function scanBack(
  cell: Cell,
  { inputs, upstream, emit }: GradientContext,
  kept: readonly Tensor[],
  truncate: number,
): { readonly da: Tensor; readonly dx: Tensor } {
  const [x, recurrent] = [inputs[0]!, inputs[1]!];
  const states = zeroStates(cell.states, x, recurrent);
  const open = truncate > 0 ? [gate(Number(x.shape[0]), truncate, x)] : [];
  const sequences = [upstream[0]!, ...kept, ...open];
  const statesIn = states.map(placeholder);
  const [upstreamIn, ...othersIn] = sequences.map(stepOf);
  const recurrentIn = placeholder(recurrent);
  const openIn = open.length > 0 ? othersIn.pop() : undefined;
  const reaching = statesIn.map((state) => (openIn === undefined ? state : emit("Mul", [state, openIn])));
  const dh = emit("Add", [upstreamIn, reaching[0]]);
  const { da, past, carried, dx } = cell.back({ dh, carried: reaching.slice(1), kept: othersIn, emit });
  const dhBefore = emit("Gemm", past === undefined ? [da, recurrentIn] : [da, recurrentIn, past], { transB: 1 });
  const outputs = [dhBefore, ...carried, da, ...(dx ? [dx] : [])];
  const body = { inputs: [...statesIn, upstreamIn!, ...othersIn, ...(openIn ? [openIn] : []), recurrentIn], outputs };
  const results = scan({ states, sequences, captured: [recurrent], body, backwards: true }).slice(states.length);
  return { da: results[0]!, dx: results[1] ?? results[0]! };
}

/** 0 in the last step of each stretch of `truncate`, where no gradient comes in from later ones; else 1. `[T, 1, 1]` */
function gate(steps: number, truncate: number, { dtype }: Tensor): Tensor {
  const values = Array.from({ length: steps }, (_, t) => ((t + 1) % truncate === 0 ? 0 : 1));
  return constant(dataOf(dtype, values), [steps, 1, 1], dtype);
}

/** What each step's predecessor left: one step later, zeros first. Cheaper than to leave out a step of `da`, which is wider. */
function before(sequence: Tensor, emit: Emit): Tensor {
  const [steps, ...shape] = dimensions(sequence.shape, "Recurrence");
  const zeros = dataOf(sequence.dtype, Array<number>(shape[0]! * shape[1]!).fill(0));
  const first = constant(zeros, [1, ...shape], sequence.dtype);
  if (steps === 1) return first;
  return emit("Concat", [first, emit("Slice", [sequence, ints([0]), ints([steps! - 1]), ints([0])])], { axis: 0 });
}
