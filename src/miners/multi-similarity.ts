// The pairs that multi-similarity's mining keeps: those that break the order of an anchor's similarities, or nearly do.
//
//   a negative n counts where s_an > min over p of s_ap - epsilon
//   a positive p counts where s_ap < max over n of s_an + epsilon
//
// s: cosine similarity, whatever distance the loss shapes. Wang et al. 2019, equations 11 and 12. An anchor without negatives
// keeps no positives, and the other way round.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, add, and, detach, greater, less, neg, reduceMax, scalar, sub, where } from "../graph/index.js";
import { type LabelMasks, batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";

/** Lower than any similarity. */
const LOW = -1e30;

export interface MultiSimilarityMinerOptions {
  /** Slack on the similarity, >= 0. @defaultValue 0.1 */
  readonly epsilon?: number;
}

export function multiSimilarityMiner({ epsilon = 0.1 }: MultiSimilarityMinerOptions = {}): Miner {
  checkRange("multi-similarity", "epsilon", epsilon, { from: 0 });
  return {
    name: "multi-similarity",
    options: { epsilon },
    mine(batch) {
      const distances = detach(cosine().pairs(batch.embeddings, referencesOf(batch)));
      return multiSimilarityPairs(sub(scalar(1, distances.dtype), distances), batchMasks(batch), epsilon);
    },
  };
}

/** similarities, masks: `[N, R]`, rows are anchors. epsilon >= 0; the paper's is 0.1. */
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
