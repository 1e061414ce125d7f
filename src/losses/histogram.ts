// Histogram loss: the chance that a random different pair is more alike than a random same pair.
//
//   L = Σ_r h⁻_r Σ_{q <= r} h⁺_q
//
// h⁺, h⁻: soft histograms of the cosine similarities of same and of different pairs, each of sum 1. Ustinova, Lempitsky 2016.
// A batch without same, or without different pairs, costs 0.

import { checkCount } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, cumSum, mul, reduceSum, reshape } from "../graph/index.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { number, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { ratioOrZero } from "./reducers/reducer.js";
import { positions, softHistogram } from "./soft-histogram.js";

export interface HistogramOptions {
  /** Number of bins between similarities -1 and 1; >= 1. @defaultValue 100 */
  readonly nBins?: number;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function histogram({ nBins = 100 }: HistogramOptions = {}): Loss {
  checkCount("histogram", "nBins", nBins);
  return labelLoss({
    name: "histogram",
    options: { nBins },
    distance: cosine(),
    bill(table) {
      // By distances, from 0 to 2: the same histograms, from the other end.
      const where = positions(mul(reshape(table.distances, [1, -1]), number(table, nBins / 2)), nBins);
      const density = (mask: Tensor): Tensor => {
        const weights = reshape(weightOf(table, mask), [1, -1]);
        return ratioOrZero(softHistogram(where, weights, nBins), reduceSum(weights));
      };
      const asFar = cumSum(density(table.positive), 1, { reverse: true });
      return { plus: reduceSum(mul(density(table.negative), asFar)), active: shareMisordered(table) };
    },
  });
}
