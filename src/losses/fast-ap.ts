// FastAP: average precision, made differentiable by histograms of an anchor's distances to positives and to all others.
//
//   AP_i = 1 / N⁺ Σ_r h⁺_r H⁺_r / H_r          L_i = 1 - AP_i
//
// h⁺: soft histogram of the distances to positives; H⁺, H: running sums of the histograms of positives, of all. Cakir, He, Xia,
// Kulis, Sclaroff 2019. Distances are the squared Euclidean ones of vectors of length 1, 0..4: twice the cosine
// distance. Anchors without a positive do not count.

import { checkCount } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { add, cumSum, mul, reduceSum, sub } from "../graph/index.js";
import { labelLoss } from "./label-loss.js";
import { any, number, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import { type Reducer, ratioOrZero } from "./reducers/reducer.js";
import { positions, softHistogram } from "./soft-histogram.js";

export interface FastApOptions {
  /** Number of bins between distances 0 and 4; >= 1. @defaultValue 10 */
  readonly numBins?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of anchors that cost something) and the usual ones, as cosine distances. */
export function fastAp({ numBins = 10, reducer = meanReducer() }: FastApOptions = {}): Loss {
  checkCount("fast-ap", "numBins", numBins);
  return labelLoss({
    name: "fast-ap",
    options: { numBins },
    ...{ distance: cosine(), reducer },
    bill(table) {
      const where = positions(mul(table.distances, number(table, numBins / 2)), numBins);
      const positive = weightOf(table, table.positive);
      const ofPositives = softHistogram(where, positive, numBins);
      const ofNegatives = softHistogram(where, weightOf(table, table.negative), numBins);
      const upTo = cumSum(ofPositives, 1);
      const precision = ratioOrZero(mul(ofPositives, upTo), cumSum(add(ofPositives, ofNegatives), 1));
      const average = ratioOrZero(reduceSum(precision, [1]), reduceSum(positive, [1]));
      const cost = sub(number(table, 1), average);
      return { costs: [{ cost, weight: weightOf(table, any(table.positive)) }] };
    },
  });
}
