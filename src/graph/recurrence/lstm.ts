// Long short-term memory (Hochreiter, Schmidhuber 1997; with forget gate: Gers, Schmidhuber, Cummins 2000), as in PyTorch and
// in ONNX's operator, whose order of gates is used: input, output, forget, candidate.
//
//   i, o, f, g = s(x_i + a_i), s(x_o + a_o), s(x_f + a_f), tanh(x_g + a_g)            s: sigmoid
//   c = f * c' + i * g          h = o * tanh c                                        ': of the step before
//
// Backwards:  dc = dc_next + dh * o * (1 - tanh^2 c),   dc' = dc * f,
//   di = dc * g * i(1 - i)    do = dh * tanh c * o(1 - o)    df = dc * c' * f(1 - f)    dg = dc * i * (1 - g^2)
//
// What dc and dh are multiplied by is worked out on the way forward, from what is at hand there:
//
//   of dc:  i * g - i * g * i,   f * c' - f * c' * f,   i - i * g * g      of dh:  h - h * o      dc of dh:  o - h * tanh c

import type { Tensor } from "../tensor.js";
import { type Cell, parted } from "./cell.js";

export const lstm: Cell = {
  gates: 4,
  states: 2,
  kept: [1, 4, 1],
  step({ x, states: [h, c], recurrent, emit }) {
    const width = Number(h!.shape[1]);
    const product = (a: Tensor | undefined, b: Tensor | undefined): Tensor => emit("Mul", [a, b]);
    const less = (a: Tensor | undefined, b: Tensor | undefined): Tensor => emit("Sub", [a, b]);
    const sums = emit("Gemm", [h, recurrent, x]);
    const [open, candidate] = parted(sums, [3 * width, width], emit);
    const gates = emit("Sigmoid", [open]);
    const g = emit("Tanh", [candidate]);
    const [i, o, f] = parted(gates, [width, width, width], emit);
    const [remembered, added] = [product(f, c), product(i, g)];
    const cell = emit("Add", [remembered, added]);
    const squashed = emit("Tanh", [cell]);
    const next = product(o, squashed);
    const gated = emit("Concat", [added, next, remembered], { axis: 1 });
    const factors = emit("Concat", [less(gated, product(gated, gates)), less(i, product(added, g))], { axis: 1 });
    return { states: [next, cell], kept: [less(o, product(next, squashed)), factors, f!] };
  },
  back({ dh, carried: [dcNext], kept: [throughCell, factors, f], emit }) {
    const dc = emit("Add", [dcNext, emit("Mul", [dh, throughCell])]);
    const da = emit("Mul", [emit("Concat", [dc, dh, dc, dc], { axis: 1 }), factors]);
    return { da, carried: [emit("Mul", [dc, f])] };
  },
};
