// A recurrent layer's way forward: a Scan whose body is the cell's step, and which collects h and what the cell keeps.

import { scan } from "../ops/scan.js";
import { type Emit, type Node, type Tensor, constant, dataOf, dimensions, input, size } from "../tensor.js";
import type { Cell } from "./cell.js";

/** x: `[T, N, gates * H]`, recurrent: `[H, gates * H]`, bias: `[gates * H]` -> h `[T, N, H]`, then what the cell keeps. */
export function recurrentForward(cell: Cell, inputs: Node["inputs"], emit: Emit): readonly Tensor[] {
  const [x, recurrent, bias] = [inputs[0]!, inputs[1]!, inputs[2]];
  const states = zeroStates(cell.states, x, recurrent);
  const captured = bias === undefined ? [recurrent] : [recurrent, bias];
  const statesIn = states.map(placeholder);
  const xIn = stepOf(x);
  const capturedIn = captured.map(placeholder);
  const step = cell.step({ x: xIn, states: statesIn, recurrent: capturedIn[0]!, bias: capturedIn[1], emit });
  const body = {
    inputs: [...statesIn, xIn, ...capturedIn],
    outputs: [...step.states, step.states[0]!, ...step.kept],
  };
  return scan({ states, sequences: [x], captured, body }).slice(states.length);
}

/** `count` states of zeros, `[N, H]` each. */
export function zeroStates(count: number, { dtype, shape }: Tensor, recurrent: Tensor): Tensor[] {
  const state = dimensions([shape[1]!, recurrent.shape[0]!], "Recurrence");
  return Array.from({ length: count }, () => constant(dataOf(dtype, Array<number>(size(state)).fill(0)), state, dtype));
}

/** Stands in a body for a tensor. */
export function placeholder({ dtype, shape }: Tensor): Tensor {
  return input("whole", dtype, shape);
}

/** Stands in a body for one step of a sequence. */
export function stepOf({ dtype, shape }: Tensor): Tensor {
  return input("step", dtype, shape.slice(1));
}
