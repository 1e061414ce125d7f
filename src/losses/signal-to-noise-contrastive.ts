// Contrastive loss of signal-to-noise distances: how much noise it takes to turn an anchor into the other.
//
//   same pair        max(0, d - posMargin)              d(a, b) = var(b - a) / var(a)
//   different pair   max(0, negMargin - d)
//
// Yuan, Deng, Tang, Tang, Chen 2019, posMargin 0. The mean over the same pairs that cost something plus that over different ones, as
// PyTorch Metric Learning. The distance is not symmetric: of a labelled batch both orders count. The paper's penalty on embeddings
// that are not of mean 0 is a regulariser of its own.

import { checkRange } from "../core/options.js";
import { signalToNoise } from "../distances/signal-to-noise.js";
import { relu, scalar, sub } from "../graph/index.js";
import type { Loss } from "./loss.js";
import { pairDistances, pairMasks, pairMetrics, reducedPairs } from "./pair-table.js";
import { meanOfNonZeroReducer } from "./reducers/mean-of-non-zero.js";
import type { Reducer } from "./reducers/reducer.js";
import { namedReducer } from "./reducers/registry.js";

export interface SignalToNoiseContrastiveOptions {
  /** Different pairs farther apart than this cost nothing; > posMargin. @defaultValue 1, as much noise as signal */
  readonly negMargin?: number;
  /** Same pairs nearer than this cost nothing; >= 0. @defaultValue 0 */
  readonly posMargin?: number;
  /** How the pairs' costs become one number, same and different ones apart. @defaultValue `meanOfNonZeroReducer()` */
  readonly reducer?: Reducer;
}

/** Labels (all pairs of the batch) or pairs, the left side being the anchor. Metrics: as `contrastive`. */
export function signalToNoiseContrastive({
  negMargin = 1,
  posMargin = 0,
  reducer = meanOfNonZeroReducer(),
}: SignalToNoiseContrastiveOptions = {}): Loss {
  const name = "signal-to-noise-contrastive";
  checkRange(name, "posMargin", posMargin, { from: 0 });
  checkRange(name, "negMargin", negMargin, { above: posMargin });
  const distance = signalToNoise();
  return {
    name,
    options: { negMargin, posMargin, reducer: namedReducer(reducer) },
    distance,
    needs: "either",
    build(batch, { classes }) {
      const masks = pairMasks(name, batch);
      const d = pairDistances(batch, distance);
      const costs = {
        pull: relu(sub(d, scalar(posMargin, d.dtype))),
        push: relu(sub(scalar(negMargin, d.dtype), d)),
      };
      const { loss, active } = reducedPairs(costs, masks, "sum", reducer, { labels: batch.labels, classes });
      return { loss, metrics: { active, ...pairMetrics(d, masks) } };
    },
  };
}
