// A recurrent layer's way forward: a Scan whose body is the cell's step. It collects what each step saw, [h_t-1, x_t, 1], which
// the gradient by W needs, and what the cell keeps. h after all steps is cut out of that, where anyone wants it.

import { scan } from "../ops/scan.js";
import { type Emit, type Node, type Tensor, constant, dataOf, dimensions, input, ints, size } from "../tensor.js";
import { type Cell, parted } from "./cell.js";

/** x: `[T, N, C]`, W: `[H + C + 1, sums * H]` -> h `[T, N, H]`, the last h `[N, H]`, what the steps saw, what the cell keeps. */
export function recurrentForward(cell: Cell, inputs: Node["inputs"], emit: Emit): readonly Tensor[] {
  const [x, weights] = [inputs[0]!, inputs[1]!];
  const [, count] = dimensions(x.shape, "Recurrence") as [number, number];
  const width = Number(weights.shape[1]) / cell.sums;
  const states = Array.from({ length: cell.states }, () => filled([count, width], 0, x));
  const captured = [weights, filled([count, 1], 1, x)];
  const statesIn = states.map(placeholder);
  const xIn = stepOf(x);
  const [weightsIn, one] = captured.map(placeholder);
  const seen = emit("Concat", [statesIn[0], xIn, one], { axis: 1 });
  const sums = parted(emit("Gemm", [seen, weightsIn]), cell.sums, emit);
  const step = cell.step({ sums, states: statesIn, emit });
  const body = { inputs: [...statesIn, xIn, weightsIn!, one!], outputs: [...step.states, seen, ...step.kept] };
  const results = scan({ states, sequences: [x], captured, body });
  const [last, collected] = [results[0]!, results.slice(states.length)];
  return [afterEachStep(collected[0]!, last, emit), last, ...collected];
}

/** What a step after the first saw begins with h of the one before it. */
function afterEachStep(seen: Tensor, last: Tensor, emit: Emit): Tensor {
  const [steps, width] = [Number(seen.shape[0]), Number(last.shape[1])];
  const end = emit("Unsqueeze", [last, ints([0])]);
  if (steps === 1) return end;
  return emit("Concat", [emit("Slice", [seen, ints([1, 0]), ints([steps, width]), ints([0, 2])]), end], { axis: 0 });
}

/** A constant of one value throughout, of the dtype of `like`. */
export function filled(shape: readonly number[], value: number, { dtype }: Tensor): Tensor {
  return constant(dataOf(dtype, Array<number>(size(shape)).fill(value)), shape, dtype);
}

/** Stands in a body for a tensor. */
export function placeholder({ dtype, shape }: Tensor): Tensor {
  return input("whole", dtype, shape);
}

/** Stands in a body for one step of a sequence. */
export function stepOf({ dtype, shape }: Tensor): Tensor {
  return input("step", dtype, shape.slice(1));
}
