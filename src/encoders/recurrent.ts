// A recurrent encoder of series: LSTM, GRU or simple layers, then pooling over time, then one dense layer. As in Mueller,
// Thyagarajan 2016 ("MaLSTM"), whose encoder is one LSTM and its last state, without the dense layer.

import { type CellName, transpose } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import type { SeriesPooling } from "./layers/pool-series.js";
import { checkRecurrentLayers, recurrentStates } from "./layers/recurrent-layers.js";
import { seriesChannels } from "./series.js";
import { type SeriesEndOptions, embeddingsOfSteps, seriesEnd, seriesHead } from "./series-end.js";

export interface RecurrentOptions extends SeriesEndOptions {
  /** @defaultValue "lstm" */
  readonly cell?: CellName;
  /** Width of the state. @defaultValue 64 */
  readonly width?: number;
  /** @defaultValue 1 */
  readonly layers?: number;
  /** Whether each layer also runs backwards. @defaultValue false */
  readonly bidirectional?: boolean;
  /** What is left of all steps. @defaultValue "last" */
  readonly pooling?: SeriesPooling;
  /** Steps after which the gradient is cut off, over and over; 0: it goes all the way. @defaultValue 0 */
  readonly truncate?: number;
  /** Share of values dropped between layers and in front of the dense layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
}

/** x: `[N, T, C]`, lengths: `[N]` -> `[N, embedding]`. */
export function recurrent({
  cell = "lstm",
  width = 64,
  layers = 1,
  bidirectional = false,
  pooling = "last",
  truncate = 0,
  dropout = 0,
  ...rest
}: RecurrentOptions = {}): Encoder {
  const stack = { cell, width, layers, bidirectional, dropout, truncate };
  checkRecurrentLayers("recurrent", stack);
  const end = seriesEnd("recurrent", { ...rest, pooling, dropout });
  return {
    name: "recurrent",
    options: { ...stack, ...end },
    embedding: end.embedding,
    build(x, scope, lengths) {
      seriesChannels(x, lengths, "recurrent");
      const { steps, last } = recurrentStates(transpose(x, [1, 0, 2]), scope, stack, lengths);
      if (end.pooling === "last") return seriesHead(last, scope, end);
      return embeddingsOfSteps(steps, scope, end, lengths, { time: 0 });
    },
  };
}
