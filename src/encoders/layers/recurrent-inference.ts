// A recurrent layer at inference: ONNX's own operator, both directions in one.
//
// The weights are turned to the operator's form by nodes that depend on parameters alone; in an exported model ONNX Runtime
// works them out once, when it loads.

import { type CellName, type Tensor, apply, cast, concat, reshape, transpose } from "../../graph/index.js";
import { gruOperator } from "../../graph/ops/gru.js";
import { lstmOperator } from "../../graph/ops/lstm.js";
import { rnnOperator } from "../../graph/ops/rnn.js";
import { type RecurrentWeights, gatesOf, nothing } from "./recurrent-weights.js";

const operators = { lstm: lstmOperator, gru: gruOperator, rnn: rnnOperator } as const;

/** x: `[T, N, C]`, a set of weights for each direction -> `[T, N, directions * H]`, 0 behind a series' end. */
export function recurrentInference(
  x: Tensor,
  directions: readonly RecurrentWeights[],
  { cell, width }: { readonly cell: CellName; readonly width: number },
  lengths: Tensor | undefined,
): Tensor {
  const stacked = (of: (weights: RecurrentWeights) => Tensor): Tensor => {
    const each = directions
      .map((weights) => of(weights))
      .map((tensor) => reshape(tensor, [1, ...tensor.shape.map(Number)]));
    return each.length === 1 ? each[0]! : concat(each, 0);
  };
  const weights = stacked(({ weight }) => transpose(weight, [1, 0]));
  const recurrents = stacked(({ recurrent }) => transpose(recurrent, [1, 0]));
  const biases = stacked(({ bias, recurrentBias }) => {
    if (recurrentBias === undefined) return concat([bias, nothing(gatesOf[cell] * width, x)], 0);
    return concat([bias, nothing(2 * width, x), recurrentBias], 0);
  });
  const y = apply(operators[cell], [x, weights, recurrents, biases, lengths && cast(lengths, "int32")], {
    hidden_size: width,
    direction: directions.length === 2 ? "bidirectional" : "forward",
    ...(cell === "gru" && { linear_before_reset: 1 }),
  })[0];
  return reshape(transpose(y, [0, 2, 1, 3]), [0, 0, directions.length * width]);
}
