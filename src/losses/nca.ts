// Neighbourhood components analysis: the chance that an anchor, picking a neighbour at random, the nearer the likelier, picks one
// of its class.
//
//   L_i = -ln  Σ_p e^(-scale d_ip) / Σ_{k != i} e^(-scale d_ik)
//
// Goldberger, Roweis, Hinton, Salakhutdinov 2005, whose g(A) is the sum of these logarithms, d the squared Euclidean
// distance. By the logarithms of sums: where PyTorch Metric Learning's probability underflows to 0 it drops the anchor,
// although that one is the farthest from where it should be. Anchors without a positive do not count.

import { checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { squaredEuclidean } from "../distances/squared-euclidean.js";
import { mul, sub } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { any, maskedLogSumExp, number, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface NcaOptions {
  /** What distances are multiplied with: larger looks at nearer neighbours; > 0. @defaultValue 1 */
  readonly softmaxScale?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `squaredEuclidean()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function nca({
  softmaxScale = 1,
  reducer = meanReducer(),
  distance = squaredEuclidean(),
}: NcaOptions = {}): Loss {
  checkRange("nca", "softmaxScale", softmaxScale, { above: 0 });
  return labelLoss({
    name: "nca",
    options: { softmaxScale, distance: namedDistance(distance) },
    ...{ distance, reducer },
    bill(table) {
      const logits = mul(table.distances, number(table, -softmaxScale));
      const cost = sub(maskedLogSumExp(logits, table.others), maskedLogSumExp(logits, table.positive));
      return { costs: [{ cost, weight: weightOf(table, any(table.positive)) }], active: shareMisordered(table) };
    },
  });
}
