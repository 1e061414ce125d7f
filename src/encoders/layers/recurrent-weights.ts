// The parameters of a recurrent layer in one direction.

import { type CellName, type Tensor, concat, constant, dataOf, reshape, size, split } from "../../graph/index.js";
import { type Initialiser, orthogonal, xavier, zeros } from "../initialisers.js";
import type { Scope } from "../scope.js";

/** Sums inside a cell, each as wide as the state. */
export const gatesOf: Readonly<Record<CellName, number>> = { lstm: 4, gru: 3, rnn: 1 };

export interface RecurrentWeights {
  /** `[C, gates * H]` */
  readonly weight: Tensor;
  /** `[H, gates * H]` */
  readonly recurrent: Tensor;
  /** `[gates * H]` */
  readonly bias: Tensor;
  /** `[H]`, of the candidate's recurrent product: GRU only. */
  readonly recurrentBias: Tensor | undefined;
}

/** Parameters of a layer over `inputs` channels, named as the fields are. */
export function recurrentWeights(scope: Scope, cell: CellName, inputs: number, width: number): RecurrentWeights {
  const columns = gatesOf[cell] * width;
  return {
    weight: scope.parameter("weight", [inputs, columns], xavier()),
    recurrent: scope.parameter("recurrent", [width, columns], orthogonal()),
    bias: scope.parameter("bias", [columns], cell === "lstm" ? remembering : zeros),
    recurrentBias: cell === "gru" ? scope.parameter("recurrentBias", [width], zeros) : undefined,
  };
}

/** LSTM begins with open forget gates: bias 1 (Jozefowicz, Zaremba, Sutskever 2015). */
const remembering: Initialiser = (_, shape) => {
  const width = Number(shape[0]) / gatesOf.lstm;
  return new Float32Array(Number(shape[0])).fill(1, 2 * width, 3 * width);
};

/**
 * All of them in one matrix, as `recurrence` takes them: rows of the recurrent weights, of the inputs' and of the biases. GRU's
 * candidate has columns for its two products apart, each with 0 where the other has its weights.
 */
export function joinedWeights({ weight, recurrent, bias, recurrentBias }: RecurrentWeights): Tensor {
  const row = (values: Tensor): Tensor => reshape(values, [1, size(values.shape)]);
  if (recurrentBias === undefined) return concat([recurrent, weight, row(bias)], 0);
  const width = Number(recurrent.shape[0]);
  const none = (rows: number): Tensor => reshape(nothing(rows * width, bias), [rows, width]);
  const joined = [
    { from: recurrent, byInput: none(width) },
    { from: weight, byState: none(Number(weight.shape[0])) },
    { from: row(bias), byState: row(recurrentBias) },
  ].map(({ from, byState, byInput }) => {
    const [gates, candidate] = split(from, [2 * width, width], 1) as [Tensor, Tensor];
    return concat([gates, byState ?? candidate, byInput ?? candidate], 1);
  });
  return concat(joined, 0);
}

/** Zeros `[count]`. */
export function nothing(count: number, { dtype }: Tensor): Tensor {
  return constant(dataOf(dtype, Array<number>(count).fill(0)), [count], dtype);
}
