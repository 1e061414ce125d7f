// Recurrent layers over series: LSTM, GRU or simple cells (graph/recurrence), one layer upon another, in one direction or both.
//
//   h_t = cell(h_t-1 . recurrent + x_t . weight + bias)
//
// Series of several lengths are padded at their end. Forwards, what comes last changes nothing before it, so nothing needs to be
// masked; backwards, each series is turned round within its own length. Outputs behind a series' end mean nothing (0 at
// inference); pooling (pool-series.ts) leaves them out.
//
// In training a Scan runs the steps, because its gradient needs what ONNX's own LSTM, GRU and RNN do not tell; at inference those
// run, several times as fast. The order of gates is theirs: LSTM input, output, forget, candidate; GRU update, reset,
// candidate.

import { checkChoice, checkCount, checkFlag, checkRange } from "../../core/options.js";
import {
  type CellName,
  type Tensor,
  concat,
  constant,
  dimensions,
  recurrence,
  reverseSequence,
  shapeError,
} from "../../graph/index.js";
import type { Scope } from "../scope.js";
import { dropout } from "./dropout.js";
import { poolSeries } from "./pool-series.js";
import { recurrentInference } from "./recurrent-inference.js";
import { joinedWeights, recurrentWeights } from "./recurrent-weights.js";

export interface RecurrentLayersOptions {
  /** @defaultValue "lstm" */
  readonly cell?: CellName;
  /** Width of the state, H. */
  readonly width: number;
  /** Layers, each fed with the one before. @defaultValue 1 */
  readonly layers?: number;
  /** Whether each layer also runs from the last step to the first; outputs are then 2 H wide. @defaultValue false */
  readonly bidirectional?: boolean;
  /** Share of values dropped between layers while training, the same in all steps, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
  /** Steps after which the gradient is cut off, over and over; 0: it goes all the way. @defaultValue 0 */
  readonly truncate?: number;
}

export const cellNames: readonly CellName[] = ["lstm", "gru", "rnn"];

/** Throws INVALID_OPTION where an option is out of range. */
export function checkRecurrentLayers(where: string, options: RecurrentLayersOptions): void {
  const { cell = "lstm", width, layers = 1, bidirectional = false, dropout: rate = 0, truncate = 0 } = options;
  checkChoice(where, "cell", cell, cellNames);
  checkCount(where, "width", width);
  checkCount(where, "layers", layers);
  checkFlag(where, "bidirectional", bidirectional);
  checkRange(where, "dropout", rate, { from: 0, below: 1 });
  checkCount(where, "truncate", truncate, 0);
}

/** What the last layer leaves. */
export interface RecurrentStates {
  /** h after each step, `[T, N, H]`, or `[T, N, 2 H]`. */
  readonly steps: Tensor;
  /** Of each series what each direction ends with, `[N, H]`, or `[N, 2 H]`: as pooling "last" would take it from `steps`. */
  readonly last: Tensor;
}

/**
 * h of the last layer after each step: x `[T, N, C]` -> `[T, N, H]`, or `[T, N, 2 H]`. Parameters of each layer and direction:
 * "weight", "recurrent", "bias", and of GRU "recurrentBias".
 *
 * @param lengths - `[N]` int64, each within 1..T: how many steps of each series count. @defaultValue all
 */
export function recurrentLayers(x: Tensor, scope: Scope, options: RecurrentLayersOptions, lengths?: Tensor): Tensor {
  return recurrentStates(x, scope, options, lengths).steps;
}

/** The same, and what is left at the end. A loss that depends on `last` alone has a shorter way back where all series are T long. */
export function recurrentStates(
  x: Tensor,
  scope: Scope,
  options: RecurrentLayersOptions,
  lengths?: Tensor,
): RecurrentStates {
  checkRecurrentLayers("recurrentLayers", options);
  if (x.shape.length !== 3 || typeof x.shape[2] !== "number")
    throw shapeError("recurrentLayers", "needs series [T, N, C] of known channels", x);
  const { layers = 1, dropout: rate = 0 } = options;
  let states = layer(x, scope.within("layer1"), options, lengths);
  for (let i = 2; i <= layers; i++) {
    const within = scope.within(`layer${i}`);
    states = layer(dropout(states.steps, within.within("dropout"), rate, 0), within, options, lengths);
  }
  return states;
}

function layer(x: Tensor, scope: Scope, options: RecurrentLayersOptions, lengths: Tensor | undefined): RecurrentStates {
  const { cell = "lstm", width, bidirectional = false, truncate = 0 } = options;
  const inputs = Number(x.shape[2]);
  const names = bidirectional ? ["forward", "backward"] : ["forward"];
  const directions = names.map((name) => recurrentWeights(scope.within(name), cell, inputs, width));
  const pooled = (steps: Tensor): RecurrentStates => {
    const ends = { pooling: "last", time: 0, backwards: bidirectional ? width : 0 } as const;
    return { steps, last: poolSeries(steps, scope, ends, lengths) };
  };
  if (!scope.training) return pooled(recurrentInference(x, directions, { cell, width }, lengths));
  const [forward, backward] = directions.map(joinedWeights) as [Tensor, Tensor?];
  const onwards = recurrence(x, forward, { cell, truncate });
  if (backward === undefined) return lengths === undefined ? onwards : pooled(onwards.steps);
  const ends = lengths ?? allSteps(x);
  const turned = recurrence(reverseSequence(x, ends), backward, { cell, truncate });
  const steps = concat([onwards.steps, reverseSequence(turned.steps, ends)], 2);
  return lengths === undefined ? { steps, last: concat([onwards.last, turned.last], 1) } : pooled(steps);
}

/** The length of every series where none is said: T, `[N]`. */
function allSteps(x: Tensor): Tensor {
  const [steps, count] = dimensions(x.shape.slice(0, 2), "recurrentLayers") as [number, number];
  return constant(
    BigInt64Array.from({ length: count }, () => BigInt(steps)),
    [count],
    "int64",
  );
}
