// The mean of the table's rows of a text's tokens, for training: as a product with how often each token occurs.
//
//   y = C . weight         C[n, v]: how often v is among the first lengths[n] ids of text n, over lengths[n]
//
// The same as embedTokens and a mean, but for rounding. Its gradient is a product as well, where that of the rows is a sum by index,
// on one thread, of T times as many numbers.

import {
  type Tensor,
  cast,
  div,
  expand,
  matmul,
  scalar,
  scatterElements,
  shapeError,
  unsqueeze,
} from "../../graph/index.js";
import type { Scope } from "../scope.js";
import { stepsThatCount } from "../series.js";
import { type EmbedTokensOptions, tokenTable } from "./embed-tokens.js";

/** Of texts of more tokens than the vocabulary over this, the product is taken to be faster: an estimate. */
const vocabularyOverTokens = 125;

/** Whether `meanOfTokens` is the faster way for ids `[N, T]`. Only known where T is. */
export function suitsMeanOfTokens(ids: Tensor, { vocabulary }: Pick<EmbedTokensOptions, "vocabulary">): boolean {
  const [count, steps] = ids.shape;
  return typeof count === "number" && typeof steps === "number" && vocabulary <= vocabularyOverTokens * steps;
}

/** ids: int32 or int64 `[N, T]`, N and T numbers, lengths: `[N]` int64 -> `[N, width]`. Parameter: "weight". */
export function meanOfTokens(ids: Tensor, scope: Scope, options: EmbedTokensOptions, lengths: Tensor): Tensor {
  const [count, steps] = ids.shape;
  if (typeof count !== "number" || typeof steps !== "number")
    throw shapeError("meanOfTokens", "needs a known number of texts and tokens", ids);
  const table = tokenTable(ids, scope, options);
  const { dtype } = table;
  const shares = div(cast(stepsThatCount(ids, lengths, 1), dtype), unsqueeze(cast(lengths, dtype), [1]));
  const nothing = expand(scalar(0, dtype), [count, options.vocabulary]);
  return matmul(scatterElements(nothing, ids, shares, 1, "add"), table);
}
