// The pairs that multi-similarity's mining keeps: those that break the order of an anchor's similarities, or nearly do.
//
//   a negative n counts where s_an > min over p of s_ap - epsilon
//   a positive p counts where s_ap < max over n of s_an + epsilon
//
// Wang et al. 2019, equations 11 and 12. An anchor without negatives keeps no positives, and the other way round.

import { type Tensor, add, and, greater, less, neg, reduceMax, scalar, sub, where } from "../graph/index.js";
import type { LabelMasks } from "./labels.js";

/** Lower than any similarity. */
const LOW = -1e30;

/** similarities, masks: `[N, N]`, rows are anchors. epsilon >= 0; the paper's is 0.1. */
export function multiSimilarityPairs(
  similarities: Tensor,
  { positive, negative }: Pick<LabelMasks, "positive" | "negative">,
  epsilon: number,
): Pick<LabelMasks, "positive" | "negative"> {
  const low = scalar(LOW, similarities.dtype);
  const slack = scalar(epsilon, similarities.dtype);
  const nearestNegative = reduceMax(where(negative, similarities, low), [1], true);
  const farthestPositive = neg(reduceMax(where(positive, neg(similarities), low), [1], true));
  return {
    positive: and(positive, less(similarities, add(nearestNegative, slack))),
    negative: and(negative, greater(similarities, sub(farthestPositive, slack))),
  };
}
