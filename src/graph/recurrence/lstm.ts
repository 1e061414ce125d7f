// Long short-term memory (Hochreiter, Schmidhuber 1997; with forget gate: Gers, Schmidhuber, Cummins 2000), as in PyTorch and
// in ONNX's operator, whose order of gates is used: input, output, forget, candidate.
//
//   i, o, f, g = s(x_i + a_i), s(x_o + a_o), s(x_f + a_f), tanh(x_g + a_g)            s: sigmoid
//   c = f * c' + i * g          h = o * tanh c                                        ': of the step before
//
// Backwards:  dc = dc_next + dh * o * (1 - tanh^2 c),   dc' = dc * f,
//   di = dc * g * i(1 - i)    do = dh * tanh c * o(1 - o)    df = dc * c' * f(1 - f)    dg = dc * i * (1 - g^2)

import { type Tensor, scalar } from "../tensor.js";
import { type Cell, parted } from "./cell.js";

export const lstm: Cell = {
  gates: 4,
  states: 2,
  kept: [3, 1, 1, 1],
  step({ x, states: [h, c], recurrent, emit }) {
    const width = Number(h!.shape[1]);
    const sums = emit("Gemm", [h, recurrent, x]);
    const [open, candidate] = parted(sums, [3 * width, width], emit);
    const gates = emit("Sigmoid", [open]);
    const g = emit("Tanh", [candidate]);
    const [i, o, f] = parted(gates, [width, width, width], emit);
    const cell = emit("Add", [emit("Mul", [f, c]), emit("Mul", [i, g])]);
    const squashed = emit("Tanh", [cell]);
    return { states: [emit("Mul", [o, squashed]), cell], kept: [gates, g, cell, squashed] };
  },
  prepare: ({ kept: [gates, g, cell, squashed], before }) => [gates!, g!, before(cell!), squashed!],
  back({ dh, carried: [dcNext], prepared: [gates, g, before, squashed], emit }) {
    const width = Number(dh.shape[1]);
    const product = (...factors: readonly (Tensor | undefined)[]): Tensor =>
      factors.reduce((a, b) => emit("Mul", [a, b]))!;
    const slope = (y: Tensor | undefined): Tensor => emit("Sub", [scalar(1, dh.dtype), product(y, y)]);
    const [i, o, f] = parted(gates!, [width, width, width], emit);
    const dc = emit("Add", [dcNext, product(dh, o, slope(squashed))]);
    const byGates = emit("Concat", [product(dc, g), product(dh, squashed), product(dc, before)], { axis: 1 });
    const bySums = product(byGates, emit("Sub", [gates, product(gates, gates)]));
    const da = emit("Concat", [bySums, product(dc, i, slope(g))], { axis: 1 });
    return { da, carried: [product(dc, f)] };
  },
};
