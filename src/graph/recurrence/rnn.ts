// The simple recurrent cell (Elman 1990):   h = tanh(a).   Backwards: da = dh * (1 - h^2)

import { scalar } from "../tensor.js";
import { type Cell, arithmetic } from "./cell.js";

export const rnn: Cell = {
  sums: 1,
  states: 1,
  kept: 1,
  step({ sums, emit }) {
    const { times, less } = arithmetic(emit);
    const next = emit("Tanh", [sums[0]]);
    return { states: [next], kept: [less(scalar(1, next.dtype), times(next, next))] };
  },
  back: ({ dh, kept: [slope], emit }) => ({ da: [arithmetic(emit).times(dh, slope)], carried: [] }),
};
