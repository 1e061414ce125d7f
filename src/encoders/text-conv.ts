// A convolutional encoder of texts: each token becomes a row of a learned table, and over those goes `temporal-conv`. Over bytes it
// reads spelling: typing errors, word order within a phrase, parts of words (Zhang, Zhao, LeCun 2015 convolve over letters alike).

import { checkCount } from "../core/options.js";
import type { Encoder } from "./encoder.js";
import { embedTokens } from "./layers/embed-tokens.js";
import { type TemporalConvOptions, temporalConv } from "./temporal-conv.js";

export interface TextConvOptions extends TemporalConvOptions {
  /** Number of token ids; training takes it from the data. @defaultValue 257, bytes */
  readonly vocabulary?: number;
  /** Numbers that a token becomes. @defaultValue 64 */
  readonly tokenWidth?: number;
}

/** x: token ids `[N, T]`, lengths: `[N]` -> `[N, embedding]`. Any T. */
export function textConv({
  vocabulary = 257,
  tokenWidth = 64,
  width = 128,
  depth = typeof width === "object" ? width.length : 2,
  kernel = 5,
  pooling = "max",
  ...rest
}: TextConvOptions = {}): Encoder {
  checkCount("text-conv", "vocabulary", vocabulary, 2);
  checkCount("text-conv", "tokenWidth", tokenWidth);
  const body = temporalConv({ width, depth, kernel, pooling, ...rest });
  return {
    name: "text-conv",
    options: { vocabulary, tokenWidth, ...body.options },
    embedding: body.embedding,
    build(x, scope, lengths) {
      return body.build(embedTokens(x, scope.within("tokens"), { vocabulary, width: tokenWidth }), scope, lengths);
    },
  };
}
