// Gated recurrent unit (Cho et al. 2014), with the reset gate behind the recurrent product, as in PyTorch and cuDNN; ONNX's
// operator does so with linear_before_reset, and its order of gates is used: update, reset, candidate.
//
//   z, r = s(x_z + a_z), s(x_r + a_r)     n = tanh(x_n + r * a_n)     h = n + z * (h' - n)      ': of the step before
//
// Backwards:  dn = dh * (1 - z) * (1 - n^2)   is the gradient by x_n;   by a:
//   dz = dh * (h' - n) * z(1 - z)     dr = dn * a_n * r(1 - r)     dn * r         and h' gets dh * z besides
//
// All of them are dh times what is known before the way back begins, and is worked out for all steps at once.

import { type Tensor, scalar } from "../tensor.js";
import { type Cell, parted } from "./cell.js";

export const gru: Cell = {
  gates: 3,
  states: 1,
  kept: [2, 1, 1],
  step({ x, states: [h], recurrent, bias, emit }) {
    const width = Number(h!.shape[1]);
    const [byH, candidateByH] = parted(emit("Gemm", [h, recurrent, bias]), [2 * width, width], emit);
    const [byX, candidateByX] = parted(x, [2 * width, width], emit);
    const gates = emit("Sigmoid", [emit("Add", [byX, byH])]);
    const [z, r] = parted(gates, [width, width], emit);
    const n = emit("Tanh", [emit("Add", [candidateByX, emit("Mul", [r, candidateByH])])]);
    const next = emit("Add", [n, emit("Mul", [z, emit("Sub", [h, n])])]);
    return { states: [next], kept: [gates, candidateByH!, n] };
  },
  prepare({ h, kept: [gates, candidateByH, n], before, emit }) {
    const width = Number(n!.shape[2]);
    const product = (a: Tensor | undefined, b: Tensor | undefined): Tensor => emit("Mul", [a, b]);
    const less = (a: Tensor | undefined, b: Tensor | undefined): Tensor => emit("Sub", [a, b]);
    const joined = (...parts: readonly (Tensor | undefined)[]): Tensor => emit("Concat", parts, { axis: 2 });
    const [z, r] = parted(gates!, [width, width], emit, 2);
    const one = scalar(1, n!.dtype);
    const byCandidate = product(less(one, z), less(one, product(n, n)));
    const others = joined(less(before(h), n), product(byCandidate, candidateByH));
    const byGates = product(others, less(gates, product(gates, gates)));
    return [joined(byGates, product(byCandidate, r)), joined(byGates, byCandidate), z!];
  },
  back({ dh, prepared: [byProduct, byInput, z], emit }) {
    const each = emit("Concat", [dh, dh, dh], { axis: 1 });
    const times = (factor: Tensor | undefined, x: Tensor): Tensor => emit("Mul", [x, factor]);
    return { da: times(byProduct, each), dx: times(byInput, each), past: times(z, dh), carried: [] };
  },
};
