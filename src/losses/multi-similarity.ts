// Multi-similarity loss: per anchor a soft maximum over its far positives and one over its near negatives.
//
//   L_i = 1/α ln(1 + Σ_p e^(-α (s_ip - λ))) + 1/β ln(1 + Σ_n e^(β (s_in - λ)))          over all anchors
//
// s: cosine similarity. Wang et al. 2019, equation 15. With `epsilon`, pairs are mined first (miners/multi-similarity.ts).

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, add, cast, mul, or, reduceMean, softplus, sub } from "../graph/index.js";
import { multiSimilarityPairs } from "../miners/multi-similarity.js";
import { labelLoss } from "./label-loss.js";
import { any, everyRow, maskedLogSumExp, number, similarities } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface MultiSimilarityOptions {
  /** α: steepness for positives, > 0. @defaultValue 2 */
  readonly alpha?: number;
  /** β: steepness for negatives, > 0. @defaultValue 50 */
  readonly beta?: number;
  /** λ: the similarity between near and far, in [-1, 1]. @defaultValue 0.5 */
  readonly base?: number;
  /** ε of the mining, >= 0 (the paper's is 0.1). Absent: every pair counts. */
  readonly epsilon?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of anchors with a pair that counts) and the usual ones. */
export function multiSimilarity({
  alpha = 2,
  beta = 50,
  base = 0.5,
  epsilon,
  reducer = meanReducer(),
}: MultiSimilarityOptions = {}): Loss {
  checkRange("multi-similarity", "alpha", alpha, { above: 0 });
  checkRange("multi-similarity", "beta", beta, { above: 0 });
  checkRange("multi-similarity", "base", base, { from: -1, to: 1 });
  if (epsilon !== undefined) checkRange("multi-similarity", "epsilon", epsilon, { from: 0 });
  const distance = cosine();
  return labelLoss({
    name: "multi-similarity",
    options: { alpha, beta, base, ...(epsilon !== undefined && { epsilon }) },
    ...{ distance, reducer },
    bill(table) {
      const s = similarities(table, distance);
      const { positive, negative } = epsilon === undefined ? table : multiSimilarityPairs(s, table, epsilon);
      const above = sub(s, number(table, base));
      const softMaximum = (mask: Tensor, slope: number): Tensor => {
        const total = maskedLogSumExp(mul(above, number(table, slope)), mask);
        return mul(softplus(total), number(table, 1 / Math.abs(slope)));
      };
      const cost = add(softMaximum(positive, -alpha), softMaximum(negative, beta));
      const counted = cast(any(or(positive, negative)), s.dtype);
      return { costs: [{ cost, weight: everyRow(table) }], active: reduceMean(counted) };
    },
  });
}
