// MaLSTM's loss: a similarity that falls exponentially with the Manhattan distance, regressed on a score.
//
//   L = mean of (e^(-scale |u - v|₁) - s)²          s: how alike the pair is said to be, 0..1
//
// Mueller, Thyagarajan 2016, section "MaLSTM model", for scores brought to 0..1. Their scale is 1, for states of an LSTM, which
// are small. Embeddings in general are not: at scale 1 those of 64 numbers begin some 70 apart, where e^-d is 0 and so is its
// gradient. By default the scale is therefore one over the width; since lengths are free, nothing else changes.

import { checkRange } from "../core/options.js";
import { manhattan } from "../distances/manhattan.js";
import { exp, mul, reduceMean, scalar, square, sub } from "../graph/index.js";
import { pairMetrics, pairsOf, scoresOf, shareOff } from "./graded-pairs.js";
import type { Loss } from "./loss.js";

export interface MalstmOptions {
  /** What distances are multiplied with, > 0; the paper's is 1. @defaultValue one over the width of the embeddings */
  readonly scale?: number;
}

/** Pairs. Metrics: active (share of pairs whose similarity is off by more than 0.1), meanPositive, meanNegative. */
export function malstm({ scale }: MalstmOptions = {}): Loss {
  if (scale !== undefined) checkRange("malstm", "scale", scale, { above: 0 });
  const distance = manhattan();
  return {
    name: "malstm",
    options: { ...(scale !== undefined && { scale }) },
    distance,
    needs: "pairs",
    freeLength: true,
    build(batch) {
      const pairs = pairsOf("malstm", batch);
      const distances = distance.rows(pairs.left, pairs.right);
      const factor = scale ?? 1 / Number(batch.embeddings.shape[1]);
      const similarity = exp(mul(distances, scalar(-factor, distances.dtype)));
      const score = scoresOf(pairs);
      return {
        loss: reduceMean(square(sub(similarity, score))),
        metrics: { active: shareOff(similarity, score), ...pairMetrics(pairs, distance) },
      };
    },
  };
}
