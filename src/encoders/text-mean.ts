// The simplest encoder of texts: the mean of their tokens' rows in a learned table, whatever their order, and where wanted one dense layer
// (Iyyer et al. 2015, "deep averaging networks", with no hidden layer; fastText's sentence vectors). Where what counts is which words
// a text has, it is hard to beat, and trains fastest.
//
//   y = mean of (row of each token), and with a dense layer W . that + b

import { checkCount, checkFlag, checkRange } from "../core/options.js";
import { l2Normalise } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { dropout as dropoutLayer } from "./layers/dropout.js";
import { embedTokens } from "./layers/embed-tokens.js";
import { meanOfTokens, suitsMeanOfTokens } from "./layers/mean-of-tokens.js";
import { type SeriesPooling, poolSeries } from "./layers/pool-series.js";
import { seriesEnd, seriesHead } from "./series-end.js";

export interface TextMeanOptions {
  /** Number of token ids; training takes it from the data. @defaultValue 257, bytes */
  readonly vocabulary?: number;
  /** Numbers that a token becomes. @defaultValue 128 */
  readonly tokenWidth?: number;
  /** What is left of all tokens. @defaultValue "mean" */
  readonly pooling?: SeriesPooling;
  /** Whether a dense layer follows; without one the embedding is as wide as a token. @defaultValue false */
  readonly dense?: boolean;
  /** Width of the embedding; without a dense layer it is `tokenWidth`. @defaultValue `tokenWidth`, or 128 with a dense layer */
  readonly embedding?: number;
  /** Whether embeddings are scaled to length 1, which default margins take for granted. @defaultValue true */
  readonly normalise?: boolean;
  /** Share of the mean's values dropped in front of the dense layer while training, in [0, 1). @defaultValue 0 */
  readonly dropout?: number;
}

/** x: token ids `[N, T]`, lengths: `[N]` -> `[N, embedding]`. Any T. */
export function textMean({
  vocabulary = 257,
  tokenWidth = 128,
  pooling = "mean",
  dense = false,
  embedding = dense ? 128 : tokenWidth,
  normalise = true,
  dropout = 0,
}: TextMeanOptions = {}): Encoder {
  const where = "text-mean";
  const width = dense ? embedding : tokenWidth;
  checkCount(where, "vocabulary", vocabulary, 2);
  checkCount(where, "tokenWidth", tokenWidth);
  checkFlag(where, "dense", dense);
  checkRange(where, "embedding", embedding, dense ? {} : { from: tokenWidth, to: tokenWidth });
  const end = seriesEnd(where, { pooling, embedding: width, normalise, dropout });
  return {
    name: where,
    options: { vocabulary, tokenWidth, dense, ...end },
    embedding: width,
    build(x, scope, lengths) {
      const table = { vocabulary, width: tokenWidth };
      const within = scope.within("tokens");
      const mean =
        scope.training && pooling === "mean" && lengths !== undefined && suitsMeanOfTokens(x, table)
          ? meanOfTokens(x, within, table, lengths)
          : poolSeries(embedTokens(x, within, table), scope.within("pool"), { pooling }, lengths);
      if (dense) return seriesHead(mean, scope, end);
      const kept = dropoutLayer(mean, scope.within("dropout"), dropout);
      return normalise ? l2Normalise(kept) : kept;
    },
  };
}
