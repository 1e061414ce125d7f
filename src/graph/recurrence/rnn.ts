// The simple recurrent cell (Elman 1990):   h = tanh(x + a).   Backwards: da = dh * (1 - h^2)

import { scalar } from "../tensor.js";
import type { Cell } from "./cell.js";

export const rnn: Cell = {
  gates: 1,
  states: 1,
  kept: [1],
  step({ x, states: [h], recurrent, emit }) {
    const next = emit("Tanh", [emit("Gemm", [h, recurrent, x])]);
    return { states: [next], kept: [emit("Sub", [scalar(1, next.dtype), emit("Mul", [next, next])])] };
  },
  back: ({ dh, kept: [slope], emit }) => ({ da: emit("Mul", [dh, slope]), carried: [] }),
};
