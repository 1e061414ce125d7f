// Cosine similarity regressed on a score.
//
//   L = mean of (cos(u, v) - s)²          s: how alike the pair is said to be, 0..1
//
// Reimers, Gurevych 2019 (Sentence-BERT), section 3, "regression objective function"; sentence-transformers'
// CosineSimilarityLoss. Of a pair that is only said to be same or different, s is 1 or 0.

import { cosine } from "../distances/cosine.js";
import { reduceMean, scalar, square, sub } from "../graph/index.js";
import { pairMetrics, pairsOf, scoresOf, shareOff } from "./graded-pairs.js";
import type { Loss } from "./loss.js";

/** Pairs. Metrics: active (share of pairs whose cosine is off by more than 0.1), meanPositive, meanNegative. */
export function cosineMse(): Loss {
  const distance = cosine();
  return {
    name: "cosine-mse",
    options: {},
    distance,
    needs: "pairs",
    build(batch) {
      const pairs = pairsOf("cosine-mse", batch);
      const distances = distance.rows(pairs.left, pairs.right);
      const similarity = sub(scalar(1, distances.dtype), distances);
      const score = scoresOf(pairs);
      return {
        loss: reduceMean(square(sub(similarity, score))),
        metrics: { active: shareOff(similarity, score), ...pairMetrics(pairs, distance) },
      };
    },
  };
}
