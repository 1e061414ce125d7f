// What losses on pairs alone share: the two sides, how alike each pair is said to be, and the numbers to watch.

import { KindredError } from "../core/errors.js";
import type { Distance } from "../distances/distance.js";
import { type Tensor, abs, cast, detach, greater, reduceMean, scalar, sub } from "../graph/index.js";
import type { Batch, BatchPairs } from "./loss.js";
import { type DistanceMetrics, meanDistances, pairMasks } from "./pair-table.js";

/** The batch's pairs. Throws DATA_INVALID where it has none. `where` names the loss. */
export function pairsOf(where: string, { pairs }: Batch): BatchPairs {
  if (pairs === undefined) throw new KindredError("DATA_INVALID", `${where}: needs pairs; classes alone will not do`);
  return pairs;
}

/** How alike each pair is said to be, 0..1: its score, or 1 for same and 0 for different where there is none. `[P]`. */
export function scoresOf({ score, same }: BatchPairs): Tensor {
  return score ?? same;
}

/** Mean distance of the pairs that count as same and of the others, as numbers to watch. */
export function pairMetrics(pairs: BatchPairs, distance: Distance): DistanceMetrics {
  const masks = pairMasks("pairs", { embeddings: pairs.left, pairs });
  return meanDistances(distance.rows(pairs.left, pairs.right), masks);
}

/** Share of the pairs of which the similarity is off by more than a tenth. Both `[P]`. */
export function shareOff(similarity: Tensor, score: Tensor): Tensor {
  const gap = abs(sub(detach(similarity), score));
  return reduceMean(cast(greater(gap, scalar(0.1, gap.dtype)), gap.dtype));
}
