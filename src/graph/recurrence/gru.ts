// Gated recurrent unit (Cho et al. 2014), with the reset gate behind the recurrent product, as in PyTorch and cuDNN; ONNX's
// operator does so with linear_before_reset, and its order of gates is used: update, reset, candidate.
//
//   z, r = s(x_z + a_z), s(x_r + a_r)     n = tanh(x_n + r * a_n)     h = n + z * (h' - n)      ': of the step before
//
// Backwards:  dn = dh * (1 - z) * (1 - n^2)   is the gradient by x_n;   by a:
//   dz = dh * (h' - n) * z(1 - z)     dr = dn * a_n * r(1 - r)     dn * r         and h' gets dh * z besides

import { type Tensor, scalar } from "../tensor.js";
import { type Cell, parted } from "./cell.js";

export const gru: Cell = {
  gates: 3,
  states: 1,
  kept: [2, 1, 1, 1],
  step({ x, states: [h], recurrent, bias, emit }) {
    const width = Number(h!.shape[1]);
    const [byH, candidateByH] = parted(emit("Gemm", [h, recurrent, bias]), [2 * width, width], emit);
    const [byX, candidateByX] = parted(x, [2 * width, width], emit);
    const gates = emit("Sigmoid", [emit("Add", [byX, byH])]);
    const [z, r] = parted(gates, [width, width], emit);
    const n = emit("Tanh", [emit("Add", [candidateByX, emit("Mul", [r, candidateByH])])]);
    const change = emit("Sub", [h, n]);
    return { states: [emit("Add", [n, emit("Mul", [z, change])])], kept: [gates, candidateByH!, n, change] };
  },
  back({ dh, kept: [gates, candidateByH, n, change], emit }) {
    const width = Number(dh.shape[1]);
    const product = (...factors: readonly (Tensor | undefined)[]): Tensor =>
      factors.reduce((a, b) => emit("Mul", [a, b]))!;
    const less = (a: Tensor | undefined, b: Tensor | undefined): Tensor => emit("Sub", [a, b]);
    const [z, r] = parted(gates!, [width, width], emit);
    const past = product(dh, z);
    const one = scalar(1, dh.dtype);
    const dn = product(less(dh, past), less(one, product(n, n)));
    const byGates = emit("Concat", [product(dh, change), product(dn, candidateByH)], { axis: 1 });
    const bySums = product(byGates, less(gates, product(gates, gates)));
    const da = emit("Concat", [bySums, product(dn, r)], { axis: 1 });
    return { da, past, carried: [], dx: emit("Concat", [bySums, dn], { axis: 1 }) };
  },
};
