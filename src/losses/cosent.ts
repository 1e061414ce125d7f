// CoSENT: of any two pairs, the one with the higher score must have the higher cosine.
//
//   L = ln(1 + Σ e^(scale (cos_j - cos_i)))   over all i, j with s_i > s_j          s: how alike a pair is said to be, 0..1
//
// Su 2022 (kexue.fm 8847), formula 6; sentence-transformers' CoSENTLoss. Only the order of scores counts, not their values.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  cast,
  greater,
  less,
  mul,
  neg,
  reduceLogSumExp,
  reshape,
  scalar,
  softplus,
  sub,
  where,
} from "../graph/index.js";
import { pairMetrics, pairsOf, scoresOf } from "./graded-pairs.js";
import type { Loss } from "./loss.js";
import { maskedMean } from "./pair-table.js";

export interface CosentOptions {
  /** Steepness: what differences of cosines are multiplied with, > 0. @defaultValue 20 */
  readonly scale?: number;
}

/** Pairs. Metrics: active (share of comparisons that are in the wrong order), meanPositive, meanNegative. */
export function cosent({ scale = 20 }: CosentOptions = {}): Loss {
  checkRange("cosent", "scale", scale, { above: 0 });
  const distance = cosine();
  return {
    name: "cosent",
    options: { scale },
    distance,
    needs: "pairs",
    build(batch) {
      const pairs = pairsOf("cosent", batch);
      const cosines = neg(distance.rows(pairs.left, pairs.right));
      const { dtype } = cosines;
      const above = mul(differences(cosines), scalar(scale, dtype));
      const shouldBeBelow = less(differences(scoresOf(pairs)), scalar(0, dtype));
      const logits = where(shouldBeBelow, above, scalar(-1e30, dtype));
      const wrong = cast(greater(above, scalar(0, dtype)), dtype);
      return {
        loss: softplus(reduceLogSumExp(logits)),
        metrics: { active: maskedMean(wrong, cast(shouldBeBelow, dtype)), ...pairMetrics(pairs, distance) },
      };
    },
  };
}

/** x_i - x_j: `[P]` -> `[P, P]`. */
function differences(x: Tensor): Tensor {
  return sub(reshape(x, [-1, 1]), reshape(x, [1, -1]));
}
