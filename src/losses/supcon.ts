// Supervised contrastive loss: each of an anchor's positives must stand out among all others of the batch.
//
//   L_i = - mean over p of ( s_ip / τ - ln Σ_{k != i} e^(s_ik / τ) )          L = mean of L_i over anchors with a positive
//
// s: cosine similarity. Khosla et al. 2020, equation 2 (L_out). Like PyTorch Metric Learning's, it takes one view of each picture.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  cast,
  greater,
  logSumExp,
  mul,
  neg,
  reduceMax,
  reduceSum,
  scalar,
  sub,
  where,
  div,
  max,
} from "../graph/index.js";
import type { Loss } from "./loss.js";
import { maskedMean } from "./pair-table.js";
import { similarityTable } from "./similarity-table.js";

export interface SupconOptions {
  /** τ: smaller looks harder at the nearest negatives; > 0. @defaultValue 0.1 */
  readonly temperature?: number;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive), meanPositive, meanNegative. */
export function supcon({ temperature = 0.1 }: SupconOptions = {}): Loss {
  checkRange("supcon", "temperature", temperature, { above: 0 });
  return {
    name: "supcon",
    options: { temperature },
    distance: cosine(),
    needs: "labels",
    build(batch) {
      const { similarities, positive, negative, others, metrics } = similarityTable("supcon", batch);
      const { dtype } = similarities;
      const low = scalar(-1e30, dtype);
      const logits = mul(similarities, scalar(1 / temperature, dtype));
      const total = logSumExp(where(others, logits, low), 1, true);
      const mask = cast(positive, dtype);
      const positives = reduceSum(mask, [1]);
      const summed = reduceSum(mul(sub(logits, total), mask), [1]);
      const has = cast(greater(positives, scalar(0, dtype)), dtype);
      const cost = neg(div(summed, max(positives, scalar(1, dtype))));
      const hardest = reduceMax(where(negative, similarities, low), [1]);
      const farthest = neg(reduceMax(where(positive, neg(similarities), low), [1]));
      return {
        loss: maskedMean(cost, has),
        metrics: { active: maskedMean(cast(greater(hardest, farthest), dtype), has), ...metrics },
      };
    },
  };
}
