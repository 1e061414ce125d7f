// Pairs that break a margin: positives farther apart than one, negatives nearer than another.
//
//   positive: d(a, p) > posMargin          negative: d(a, n) < negMargin
//
// Named as PyTorch Metric Learning's PairMarginMiner.

import { checkRange } from "../core/options.js";
import { and, detach, greater, less, scalar } from "../graph/index.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";

export interface PairMarginOptions {
  /** In units of the distance; >= 0. @defaultValue 0.2 of the distance's unit: 0.2 for Euclidean, 0.1 for cosine */
  readonly posMargin?: number;
  /** In units of the distance; >= 0. @defaultValue 0.8 of the distance's unit */
  readonly negMargin?: number;
}

export function pairMargin({ posMargin, negMargin }: PairMarginOptions = {}): Miner {
  const given = { ...(posMargin !== undefined && { posMargin }), ...(negMargin !== undefined && { negMargin }) };
  for (const [name, value] of Object.entries(given)) checkRange("pair-margin", name, value, { from: 0 });
  return {
    name: "pair-margin",
    options: given,
    mine(batch, { distance, unit }) {
      const distances = detach(distance.pairs(batch.embeddings, referencesOf(batch)));
      const { positive, negative } = batchMasks(batch);
      const least = scalar(posMargin ?? 0.2 * unit, distances.dtype);
      const most = scalar(negMargin ?? 0.8 * unit, distances.dtype);
      return { positive: and(positive, greater(distances, least)), negative: and(negative, less(distances, most)) };
    },
  };
}
