// Gated recurrent unit (Cho et al. 2014), with the reset gate behind the recurrent product, as in PyTorch and cuDNN; ONNX's
// operator does so with linear_before_reset, and its order of gates is used: update, reset, candidate.
//
//   z, r = s(a_z), s(a_r)     n = tanh(x_n + r * h_n)     e = h' - n     h = n + z * e      ': of the step before
//
// The candidate's sum is in two parts, because r acts on one of them: h_n, of the state, and x_n, of the input; both with a
// bias. W has columns for z, r, h_n, x_n, and 0 where h_n has no input and x_n no state.
//
// Backwards:  v = dh * z goes to h' besides     dn = (dh - v) * (1 - n^2)   is the gradient by x_n
//   dz = v * e * (1 - z)     dr = dn * r * h_n * (1 - r)     dn * r   by h_n

import { type Cell, arithmetic } from "./cell.js";

export const gru: Cell = {
  sums: 4,
  states: 1,
  kept: 5,
  step({ sums: [update, reset, byState, byInput], states: [h], emit }) {
    const { times, less } = arithmetic(emit);
    const z = emit("Sigmoid", [update]);
    const r = emit("Sigmoid", [reset]);
    const n = emit("Tanh", [emit("Add", [byInput, times(r, byState)])]);
    const change = less(h, n);
    return { states: [emit("Add", [n, times(z, change)])], kept: [z, r, byState!, n, change] };
  },
  back({ dh, kept: [z, r, byState, n, change], emit }) {
    const { times, less, timesRest } = arithmetic(emit);
    const past = times(dh, z);
    const renewed = less(dh, past);
    const dn = less(renewed, times(times(renewed, n), n));
    const reset = times(dn, r);
    const da = [timesRest(times(past, change), z), timesRest(times(reset, byState), r), reset, dn];
    return { da, past, carried: [] };
  },
};
