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
  prepare: ({ h }) => [h],
  back: ({ dh, prepared: [h], emit }) => ({
    da: emit("Mul", [dh, emit("Sub", [scalar(1, dh.dtype), emit("Mul", [h, h])])]),
    carried: [],
  }),
};
