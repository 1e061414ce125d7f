// Long short-term memory (Hochreiter, Schmidhuber 1997; with forget gate: Gers, Schmidhuber, Cummins 2000), as in PyTorch and
// in ONNX's operator, whose order of gates is used: input, output, forget, candidate.
//
//   i, o, f, g = s(a_i), s(a_o), s(a_f), tanh(a_g)            s: sigmoid
//   r = f * c'     c = r + i * g     t = tanh c     h = o * t           ': of the step before
//
// Backwards:  dc = dc_next + dh * o * (1 - t^2)     dc' = dc * f
//   di = dc * g * i(1 - i)     do = dh * t * o(1 - o)     df = (dc - dc') * r     dg = dc * i * (1 - g^2)

import { type Cell, arithmetic } from "./cell.js";

export const lstm: Cell = {
  sums: 4,
  states: 2,
  kept: 6,
  step({ sums, states: [, c], emit }) {
    const { times } = arithmetic(emit);
    const [i, o, f] = [0, 1, 2].map((gate) => emit("Sigmoid", [sums[gate]]));
    const g = emit("Tanh", [sums[3]]);
    const remembered = times(f, c);
    const next = emit("Add", [remembered, times(i, g)]);
    const squashed = emit("Tanh", [next]);
    return { states: [times(o, squashed), next], kept: [i!, o!, f!, g, squashed, remembered] };
  },
  back({ dh, carried: [dcNext], kept: [i, o, f, g, squashed, remembered], emit }) {
    const { times, less, timesRest } = arithmetic(emit);
    const opened = times(dh, o);
    const byOutput = times(opened, squashed);
    const dc = emit("Add", [dcNext, less(opened, times(byOutput, squashed))]);
    const byCandidate = times(dc, i);
    const byInput = times(byCandidate, g);
    const past = times(dc, f);
    const da = [
      timesRest(byInput, i),
      timesRest(byOutput, o),
      times(less(dc, past), remembered),
      less(byCandidate, times(byInput, g)),
    ];
    return { da, carried: [past] };
  },
};
