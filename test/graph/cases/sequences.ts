// Cases of the operators over series.

import {
  type RecurrenceResult,
  type Tensor,
  apply,
  cast,
  input,
  mul,
  add,
  positions,
  recurrence,
  reverseSequence,
  scan,
} from "../../../src/graph/index.js";
import { gruOperator } from "../../../src/graph/ops/gru.js";
import { lstmOperator } from "../../../src/graph/ops/lstm.js";
import { rnnOperator } from "../../../src/graph/ops/rnn.js";
import { type OperatorCase, indices, on } from "../operator-check.js";

/** The state times a factor that all steps share, plus x; the products are collected. */
function weightedSum(start: Tensor, x: Tensor, factor: Tensor, backwards: boolean): readonly Tensor[] {
  const [state, one, share] = [start, { ...x, shape: x.shape.slice(1) }, factor].map(({ dtype, shape }) =>
    input("placeholder", dtype, shape),
  ) as [Tensor, Tensor, Tensor];
  const product = mul(state, share);
  const body = { inputs: [state, one, share], outputs: [add(product, one), product] };
  return scan({ states: [start], sequences: [x], captured: [factor], body, backwards });
}

const both = ({ steps, last }: RecurrenceResult): readonly Tensor[] => [steps, last];

const width = { hidden_size: 2 };

export const sequences: readonly OperatorCase[] = [
  on("Scan", (s, x, f) => weightedSum(s, x, f, false), [2], [4, 2], [2]),
  on("Scan", (s, x, f) => weightedSum(s, x, f, true), [3, 2], [2, 3, 2], [1, 2]),
  on("Recurrence", (x, w) => both(recurrence(x, w, { cell: "lstm" })), [4, 3, 2], [5, 8]),
  on("Recurrence", (x, w) => both(recurrence(x, w, { cell: "gru" })), [4, 3, 1], [4, 8]),
  on("Recurrence", (x, w) => both(recurrence(x, w, { cell: "rnn" })), [5, 2, 3], [7, 3]),
  on("Recurrence", (x, w) => recurrence(x, w, { cell: "lstm" }).steps, [1, 2, 1], [3, 4]),
  on("Recurrence", (x, w) => recurrence(x, w, { cell: "lstm" }).last, [3, 2, 1], [3, 4]),
  on("Recurrence", (x, w) => recurrence(x, w, { cell: "gru" }).last, [3, 1, 2], [4, 4]),
  on("ReverseSequence", reverseSequence, [4, 3, 2], indices([3], 1, 5)),
  on("ReverseSequence", reverseSequence, [5, 2], indices([2], 1, 6)),
  on("Positions", (x) => positions(x, 1), [2, 3]),
  on("Positions", (x) => positions(x, -2), [4, 3]),
  {
    ...on("LSTM", (x, w, r, b) => apply(lstmOperator, [x, w, r, b], width), [3, 2, 5], [1, 8, 5], [1, 8, 2], [1, 16]),
    dtype: "float32",
  },
  {
    ...on(
      "GRU",
      (x, w, r, b, n) => apply(gruOperator, [x, w, r, b, cast(n, "int32")], { ...width, direction: "bidirectional" }),
      [3, 2, 5],
      [2, 6, 5],
      [2, 6, 2],
      [2, 12],
      indices([2], 1, 4),
    ),
    dtype: "float32",
  },
  {
    ...on("RNN", (x, w, r, b) => apply(rnnOperator, [x, w, r, b], width), [3, 2, 5], [1, 2, 5], [1, 2, 2], [1, 4]),
    dtype: "float32",
  },
];
