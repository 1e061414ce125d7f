// A small transformer over the tokens of a text (Vaswani et al. 2017): rows of a learned table and codes of their places, then blocks of
// attention and a dense part, each normalised before (Xiong et al. 2020) and added to what came in, then pooling and one dense layer.
//
//   block: x + attention(norm(x)),   then   x + W2 . gelu(W1 . norm(x))
//
// It needs much text to learn from; on a few thousand texts `text-mean` is usually better.

import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { type Tensor, add, gelu } from "../graph/index.js";
import type { Encoder } from "./encoder.js";
import { attention } from "./layers/attention.js";
import { dense } from "./layers/dense.js";
import { dropout as dropoutLayer } from "./layers/dropout.js";
import { embedTokens } from "./layers/embed-tokens.js";
import { layerNorm } from "./layers/layer-norm.js";
import { placeCodes } from "./layers/place-codes.js";
import { poolSeries } from "./layers/pool-series.js";
import type { Scope } from "./scope.js";
import { stepsThatCount } from "./series.js";
import { type SeriesEndOptions, seriesEnd, seriesHead } from "./series-end.js";

export interface TextTransformerOptions extends SeriesEndOptions {
  /** Number of token ids; training takes it from the data. @defaultValue 257, bytes */
  readonly vocabulary?: number;
  /** Numbers that a token is throughout; even, a multiple of `heads`. @defaultValue 128 */
  readonly width?: number;
  /** Number of blocks. @defaultValue 2 */
  readonly depth?: number;
  /** Of attention. @defaultValue 4 */
  readonly heads?: number;
  /** Share of values dropped behind each part of a block and in front of the last layer while training, in [0, 1). @defaultValue 0.1 */
  readonly dropout?: number;
}

/** x: token ids `[N, T]`, lengths: `[N]` -> `[N, embedding]`. Any T. */
export function textTransformer({
  vocabulary = 257,
  width = 128,
  depth = 2,
  heads = 4,
  dropout = 0.1,
  ...rest
}: TextTransformerOptions = {}): Encoder {
  const where = "text-transformer";
  checkCount(where, "vocabulary", vocabulary, 2);
  checkCount(where, "width", width, 2);
  checkCount(where, "depth", depth);
  checkCount(where, "heads", heads);
  check(width % 2 === 0 && width % heads === 0, "INVALID_OPTION", () => {
    return `${where}: width must be even and a multiple of heads, got ${width} and ${heads}`;
  });
  const end = seriesEnd(where, { ...rest, dropout });
  return {
    name: where,
    options: { vocabulary, width, depth, heads, ...end },
    embedding: end.embedding,
    build(x, scope, lengths) {
      const mask = lengths && stepsThatCount(x, lengths, 1);
      const rows = embedTokens(x, scope.within("tokens"), { vocabulary, width });
      let y = dropoutLayer(add(rows, placeCodes(rows)), scope.within("dropout"), dropout);
      for (let i = 1; i <= depth; i++) y = block(y, scope.within(`block${i}`), { heads, dropout }, mask);
      const pooled = poolSeries(layerNorm(y, scope.within("norm")), scope.within("pool"), end, lengths);
      return seriesHead(pooled, scope.within("head"), end);
    },
  };
}

interface BlockOptions {
  readonly heads: number;
  readonly dropout: number;
}

function block(x: Tensor, scope: Scope, { heads, dropout }: BlockOptions, mask: Tensor | undefined): Tensor {
  const width = Number(x.shape[2]);
  const [looking, thinking] = [scope.within("attention"), scope.within("dense")];
  const seen = attention(layerNorm(x, looking.within("norm")), looking, { heads }, mask && { mask });
  const heard = add(x, dropoutLayer(seen, looking.within("dropout"), dropout));
  const wide = gelu(dense(layerNorm(heard, thinking.within("norm")), thinking.within("first"), { width: 2 * width }));
  const thought = dense(wide, thinking.within("second"), { width });
  return add(heard, dropoutLayer(thought, thinking.within("dropout"), dropout));
}
