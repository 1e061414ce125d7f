// Gated recurrent unit (Cho et al. 2014), with the reset gate behind the recurrent product, as in PyTorch and cuDNN; ONNX's
// operator does so with linear_before_reset, and its order of gates is used: update, reset, candidate.
//
//   z, r = s(a_z), s(a_r)     k = r * h_n     n = tanh(x_n + k)     e = z * (h' - n)     h = n + e      ': of the step before
//
// The candidate's sum is in two parts, because r acts on one of them: h_n, of the state, and x_n, of the input; both with a
// bias. W has columns for z, r, h_n, x_n, and 0 where h_n has no input and x_n no state.
//
// Backwards:  v = dh * z goes to h' besides     dn = (dh - v) * (1 - n^2)   is the gradient by x_n
//   dz = (dh - v) * e     dn * r   by h_n     dr = (dn - dn * r) * k

import { type Cell, arithmetic } from "./cell.js";

export const gru: Cell = {
  sums: 4,
  states: 1,
  kept: 5,
  step({ sums: [update, reset, byState, byInput], states: [h], emit }) {
    const { times, less } = arithmetic(emit);
    const z = emit("Sigmoid", [update]);
    const r = emit("Sigmoid", [reset]);
    const candidateByState = times(r, byState);
    const n = emit("Tanh", [emit("Add", [byInput, candidateByState])]);
    const change = times(z, less(h, n));
    return { states: [emit("Add", [n, change])], kept: [z, r, candidateByState, n, change] };
  },
  back({ dh, kept: [z, r, candidateByState, n, change], emit }) {
    const { times, less } = arithmetic(emit);
    const past = times(dh, z);
    const renewed = less(dh, past);
    const dn = less(renewed, times(times(renewed, n), n));
    const byState = times(dn, r);
    const da = [times(renewed, change), times(less(dn, byState), candidateByState), byState, dn];
    return { da, past, carried: [] };
  },
};
