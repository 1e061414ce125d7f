// Multiple negatives ranking: each left side must find its right side among all right sides of the batch.
//
//   L_i = -ln  e^(scale cos(u_i, v_i)) / Σ_j e^(scale cos(u_i, v_j))          L = mean of L_i over the same pairs
//
// Henderson et al. 2017, section 4, with cosines as sentence-transformers' MultipleNegativesRankingLoss has them; InfoNCE by
// another name. A different pair is no anchor of its own, but its right side is a negative of all others. With `symmetric` right
// sides seek their left sides as well, and the mean of both counts.
//
// The other right sides are taken to be different from u_i whatever they are: a picture that stands on the right of several
// pairs of one batch is pushed off and drawn in at once.

import { checkFlag, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  add,
  cast,
  constant,
  dataOf,
  greater,
  logSumExp,
  mul,
  reduceMax,
  reduceSum,
  scalar,
  sub,
  transpose,
  where,
} from "../graph/index.js";
import { pairMetrics, pairsOf } from "./graded-pairs.js";
import type { Loss } from "./loss.js";
import { maskedMean } from "./pair-table.js";

export interface MultipleNegativesRankingOptions {
  /** Steepness: what cosines are multiplied with, > 0; one over the temperature. @defaultValue 20 */
  readonly scale?: number;
  /** Whether right sides seek their left sides as well. @defaultValue false */
  readonly symmetric?: boolean;
}

/**
 * Pairs, of which the same ones count. Metrics: active (share of left sides to which another right side is nearer than their own),
 * meanPositive, meanNegative.
 */
export function multipleNegativesRanking({
  scale = 20,
  symmetric = false,
}: MultipleNegativesRankingOptions = {}): Loss {
  checkRange("multiple-negatives-ranking", "scale", scale, { above: 0 });
  checkFlag("multiple-negatives-ranking", "symmetric", symmetric);
  const distance = cosine();
  return {
    name: "multiple-negatives-ranking",
    options: { scale, symmetric },
    distance,
    needs: "pairs",
    build(batch) {
      const pairs = pairsOf("multiple-negatives-ranking", batch);
      const distances = distance.pairs(pairs.left, pairs.right);
      const logits = mul(distances, scalar(-scale, distances.dtype));
      const own = eye(Number(distances.shape[0]), logits);
      const cost = ranked(logits, own);
      const both = symmetric ? mul(add(cost, ranked(transpose(logits, [1, 0]), own)), scalar(0.5, logits.dtype)) : cost;
      return {
        loss: maskedMean(both, pairs.same),
        metrics: { active: maskedMean(misranked(logits, own), pairs.same), ...pairMetrics(pairs, distance) },
      };
    },
  };
}

/** -ln softmax at the diagonal, row by row: `[P, P]` -> `[P]`. */
function ranked(logits: Tensor, own: Tensor): Tensor {
  return sub(logSumExp(logits, 1), reduceSum(mul(logits, own), [1]));
}

/** 1 for each row of which another entry is greater than the diagonal's: `[P]`. */
function misranked(logits: Tensor, own: Tensor): Tensor {
  const { dtype } = logits;
  const others = where(greater(own, scalar(0, dtype)), scalar(-1e30, dtype), logits);
  return cast(greater(reduceMax(others, [1]), reduceSum(mul(logits, own), [1])), dtype);
}

function eye(count: number, { dtype }: Tensor): Tensor {
  const values = Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : 0));
  return constant(dataOf(dtype, values), [count, count], dtype);
}
