// A recurrent encoder of texts: each token becomes a row of a learned table, and over those goes `recurrent`. With words and an LSTM it is
// the encoder of Mueller, Thyagarajan 2016 ("MaLSTM"), here without word vectors from elsewhere.

import { checkCount } from "../core/options.js";
import type { Encoder } from "./encoder.js";
import { embedTokens } from "./layers/embed-tokens.js";
import { type RecurrentOptions, recurrent } from "./recurrent.js";

export interface TextRecurrentOptions extends RecurrentOptions {
  /** Number of token ids; training takes it from the data. @defaultValue 257, bytes */
  readonly vocabulary?: number;
  /** Numbers that a token becomes. @defaultValue 128 */
  readonly tokenWidth?: number;
}

/** x: token ids `[N, T]`, lengths: `[N]` -> `[N, embedding]`. Defaults but for `cell` "gru" are those of `recurrent`. */
export function textRecurrent({
  vocabulary = 257,
  tokenWidth = 128,
  cell = "gru",
  ...rest
}: TextRecurrentOptions = {}): Encoder {
  checkCount("text-recurrent", "vocabulary", vocabulary, 2);
  checkCount("text-recurrent", "tokenWidth", tokenWidth);
  const body = recurrent({ cell, ...rest });
  return {
    name: "text-recurrent",
    options: { vocabulary, tokenWidth, ...body.options },
    embedding: body.embedding,
    build(x, scope, lengths) {
      return body.build(embedTokens(x, scope.within("tokens"), { vocabulary, width: tokenWidth }), scope, lengths);
    },
  };
}
