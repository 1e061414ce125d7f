// Token embedding: the row of a table for each token id. The table is learned; rows of tokens that never occur stay as they began.
//
//   y[n, t] = weight[ids[n, t]]          weight [vocabulary, width]

import { checkCount } from "../../core/options.js";
import { type Tensor, gather, shapeError } from "../../graph/index.js";
import { type Initialiser, normal } from "../initialisers.js";
import type { Scope } from "../scope.js";

export interface EmbedTokensOptions {
  /** Number of ids. */
  readonly vocabulary: number;
  /** Numbers a token becomes. */
  readonly width: number;
  /** Of the table. @defaultValue normal of variance one over the width, so that a row's length is about 1 */
  readonly initialiser?: Initialiser;
}

/** ids: int32 or int64 `[N, T]`, each within 0..vocabulary - 1 -> `[N, T, width]`. Parameter: "weight". */
export function embedTokens(ids: Tensor, scope: Scope, options: EmbedTokensOptions): Tensor {
  return gather(tokenTable(ids, scope, options), ids);
}

/** The table, `[vocabulary, width]`. Throws INVALID_OPTION; SHAPE_MISMATCH where `ids` are none. */
export function tokenTable(ids: Tensor, scope: Scope, options: EmbedTokensOptions): Tensor {
  const { vocabulary, width, initialiser = normal(1 / Math.sqrt(width)) } = options;
  checkCount("embedTokens", "vocabulary", vocabulary, 2);
  checkCount("embedTokens", "width", width);
  if (ids.shape.length !== 2 || (ids.dtype !== "int32" && ids.dtype !== "int64"))
    throw shapeError("embedTokens", "needs token ids, int32 or int64 [N, T]", ids);
  return scope.parameter("weight", [vocabulary, width], initialiser);
}
