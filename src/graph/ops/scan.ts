// A loop over the first axis: ONNX's Scan. Its body is a graph of its own, in ONNX operators.
//
//   state_0 given;   state_t+1, y_t = body(state_t, x_t, captured)          t from 0, or backwards
//
// It comes from lowering Recurrence and from that operator's gradient, which know better than a general rule what to keep
// on the way forward and what can be done for all steps at once; so it has no gradient itself.

import { type Attributes, type Node, type Operator, type Subgraph, type Tensor, apply, shapeError } from "../tensor.js";

export const scanOperator: Operator = {
  type: "Scan",
  infer: (inputs, attributes, body) => {
    if (body === undefined) throw shapeError("Scan", "needs a body", ...inputs);
    const sequences = Number(attributes["num_scan_inputs"]);
    const states = inputs.length - body.captured - sequences;
    const fits = (x: Tensor | undefined, i: number): boolean => {
      const each = i >= states && i < states + sequences ? x?.shape.slice(1) : x?.shape;
      return x?.dtype === body.inputs[i]?.dtype && each?.join() === body.inputs[i]?.shape.join();
    };
    if (!inputs.every(fits)) throw shapeError("Scan", "inputs must fit the body's", ...inputs, ...body.inputs);
    const steps = inputs[states]?.shape[0];
    if (steps === undefined) throw shapeError("Scan", "needs a sequence", ...inputs);
    return body.outputs.map(({ dtype, shape }, i) => ({ dtype, shape: i < states ? shape : [steps, ...shape] }));
  },
};

export interface ScanOptions {
  /** Before the first step, each `[...]`. */
  readonly states: readonly Tensor[];
  /** What a step sees one of, each `[T, ...]`. */
  readonly sequences: readonly Tensor[];
  /** What every step sees whole. */
  readonly captured: readonly Tensor[];
  /** Placeholders for one of each of these; outputs: the states, then what is collected. */
  readonly body: Pick<Subgraph, "inputs" | "outputs">;
  /** From the last step to the first; what is collected stays in its place. @defaultValue false */
  readonly backwards?: boolean;
}

/** The states after the last step, then what was collected, `[T, ...]`. */
export function scan({ states, sequences, captured, body, backwards = false }: ScanOptions): Node["outputs"] {
  const directions = (count: number): number[] => Array<number>(count).fill(backwards ? 1 : 0);
  const attributes: Attributes = {
    num_scan_inputs: sequences.length,
    scan_input_directions: directions(sequences.length),
    scan_output_directions: directions(body.outputs.length - states.length),
  };
  return apply(scanOperator, [...states, ...sequences, ...captured], attributes, {
    ...body,
    captured: captured.length,
  });
}
