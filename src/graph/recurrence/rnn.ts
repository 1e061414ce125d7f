// The simple recurrent cell (Elman 1990):   h = tanh(x + a).   Backwards: da = dh * (1 - h^2)

import { scalar } from "../tensor.js";
import type { Cell } from "./cell.js";

export const rnn: Cell = {
  gates: 1,
  states: 1,
  kept: [],
  step: ({ x, states: [h], recurrent, emit }) => ({
    states: [emit("Tanh", [emit("Gemm", [h, recurrent, x])])],
    kept: [],
  }),
  prepare: ({ h, emit }) => [emit("Sub", [scalar(1, h.dtype), emit("Mul", [h, h])])],
  back: ({ dh, prepared: [slope], emit }) => ({ da: emit("Mul", [dh, slope]), carried: [] }),
};
