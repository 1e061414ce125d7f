// Multi-similarity loss: per anchor a soft maximum over its far positives and one over its near negatives.
//
//   L_i = 1/α ln(1 + Σ_p e^(-α (s_ip - λ))) + 1/β ln(1 + Σ_n e^(β (s_in - λ)))          L = mean of L_i over all anchors
//
// s: cosine similarity. Wang et al. 2019, equation 15. With `epsilon`, pairs are mined first (miners/multi-similarity.ts).

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  add,
  cast,
  logSumExp,
  mul,
  or,
  reduceMax,
  reduceMean,
  scalar,
  softplus,
  sub,
  where,
} from "../graph/index.js";
import { multiSimilarityPairs } from "../miners/multi-similarity.js";
import type { Loss } from "./loss.js";
import { similarityTable } from "./similarity-table.js";

export interface MultiSimilarityOptions {
  /** α: steepness for positives, > 0. @defaultValue 2 */
  readonly alpha?: number;
  /** β: steepness for negatives, > 0. @defaultValue 50 */
  readonly beta?: number;
  /** λ: the similarity between near and far, in [-1, 1]. @defaultValue 0.5 */
  readonly base?: number;
  /** ε of the mining, >= 0 (the paper's is 0.1). Absent: every pair counts. */
  readonly epsilon?: number;
}

/** Labels. Metrics: active (share of anchors with a pair that counts), meanPositive, meanNegative. */
export function multiSimilarity({ alpha = 2, beta = 50, base = 0.5, epsilon }: MultiSimilarityOptions = {}): Loss {
  checkRange("multi-similarity", "alpha", alpha, { above: 0 });
  checkRange("multi-similarity", "beta", beta, { above: 0 });
  checkRange("multi-similarity", "base", base, { from: -1, to: 1 });
  if (epsilon !== undefined) checkRange("multi-similarity", "epsilon", epsilon, { from: 0 });
  return {
    name: "multi-similarity",
    options: { alpha, beta, base, ...(epsilon !== undefined && { epsilon }) },
    distance: cosine(),
    needs: "labels",
    build(batch) {
      const table = similarityTable("multi-similarity", batch);
      const { similarities: s, metrics } = table;
      const { positive, negative } = epsilon === undefined ? table : multiSimilarityPairs(s, table, epsilon);
      const above = sub(s, scalar(base, s.dtype));
      const cost = add(softMaximum(above, positive, -alpha), softMaximum(above, negative, beta));
      const counted = reduceMax(cast(or(positive, negative), s.dtype), [1]);
      return { loss: reduceMean(cost), metrics: { active: reduceMean(counted), ...metrics } };
    },
  };
}

/** 1/|slope| ln(1 + Σ e^(slope x)) over the masked entries of each row: `[N, N]` -> `[N]`. */
function softMaximum(x: Tensor, mask: Tensor, slope: number): Tensor {
  const masked = where(mask, mul(x, scalar(slope, x.dtype)), scalar(-1e30, x.dtype));
  return mul(softplus(logSumExp(masked, 1)), scalar(1 / Math.abs(slope), x.dtype));
}
