// A recurrent encoder of series: LSTM, GRU or simple layers, then pooling over time, then one dense layer. As in Mueller,
// Thyagarajan 2016 ("MaLSTM"), whose encoder is one LSTM and its last state, without the dense layer.

import { checkChoice } from "../core/options.js";
import { type CellName, transpose } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { checkHead } from "./image.js";
import { type SeriesPooling, poolSeries, seriesPoolings } from "./layers/pool-series.js";
import { checkRecurrentLayers, recurrentLayers } from "./layers/recurrent-layers.js";
import { seriesChannels, seriesHead } from "./series.js";

export interface RecurrentOptions {
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
  /** Width of the embedding. @defaultValue 64 */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
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
  embedding = 64,
  normalise = true,
  dropout = 0,
}: RecurrentOptions = {}): Encoder {
  const stack = { cell, width, layers, bidirectional, dropout, truncate };
  const headOptions = { embedding, normalise, dropout };
  checkRecurrentLayers("recurrent", stack);
  checkChoice("recurrent", "pooling", pooling, seriesPoolings);
  checkHead("recurrent", headOptions);
  return {
    name: "recurrent",
    options: { ...stack, pooling, ...headOptions },
    embedding,
    build(x, scope, lengths) {
      seriesChannels(x, lengths, "recurrent");
      const states = recurrentLayers(transpose(x, [1, 0, 2]), scope, stack, lengths);
      const pool = { pooling, time: 0, backwards: bidirectional ? width : 0 } as const;
      return seriesHead(poolSeries(states, scope.within("pool"), pool, lengths), scope, headOptions);
    },
  };
}
