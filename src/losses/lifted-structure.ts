// Lifted structure loss: every same pair against all negatives of either side.
//
//   J_ap = ln( Σ_n e^(negMargin - d_an) + Σ_n e^(negMargin - d_pn) ) + d_ap - posMargin          L_ap = 1/2 max(0, J_ap)^2
//
// Song, Xiang, Jegelka, Savarese 2016, posMargin 0. Over all same pairs, each in both orders.

import { checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import { add, and, mul, or, relu, square, sub, transpose } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss } from "./label-loss.js";
import { any, logAddExp, maskedLogSumExp, number, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface LiftedStructureOptions {
  /** How far negatives are to be, in units of `distance`; >= 0. @defaultValue 1 */
  readonly negMargin?: number;
  /** How near positives are to be; >= 0. @defaultValue 0 */
  readonly posMargin?: number;
  /** How the pairs' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active (share of same pairs that cost something) and the usual ones. */
export function liftedStructure({
  negMargin = 1,
  posMargin = 0,
  reducer = meanReducer(),
  distance = euclidean(),
}: LiftedStructureOptions = {}): Loss {
  checkRange("lifted-structure", "negMargin", negMargin, { from: 0 });
  checkRange("lifted-structure", "posMargin", posMargin, { from: 0 });
  return labelLoss({
    name: "lifted-structure",
    options: { negMargin, posMargin, distance: namedDistance(distance) },
    ...{ distance, reducer, square: true },
    bill(table) {
      const { distances: d, positive, negative } = table;
      const ofAnchor = maskedLogSumExp(sub(number(table, negMargin), d), negative, true);
      const ofBoth = logAddExp(ofAnchor, transpose(ofAnchor, [1, 0]));
      const against = any(negative, true);
      const violation = relu(add(ofBoth, sub(d, number(table, posMargin))));
      const cost = mul(square(violation), number(table, 0.5));
      return { costs: [{ cost, weight: weightOf(table, and(positive, or(against, transpose(against, [1, 0])))) }] };
    },
  });
}
