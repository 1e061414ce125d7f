// Generalised lifted structure loss: per anchor a soft farthest positive against a soft nearest negative.
//
//   L_i = max(0, ln Σ_p e^(d_ip - posMargin) + ln Σ_n e^(negMargin - d_in))
//
// Hermans, Beyer, Leibe 2017, section 2, posMargin 0. Anchors without a positive, or without a negative, do not count.

import { checkRange } from "../core/options.js";
import { euclidean } from "../distances/euclidean.js";
import { add, relu, sub } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss } from "./label-loss.js";
import { complete, maskedLogSumExp, number, weightOf } from "./label-table.js";
import type { LiftedStructureOptions } from "./lifted-structure.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";

/** Labels. Options as for `liftedStructure`. Metrics: active (share of anchors that cost something) and the usual ones. */
export function generalisedLiftedStructure({
  negMargin = 1,
  posMargin = 0,
  reducer = meanReducer(),
  distance = euclidean(),
}: LiftedStructureOptions = {}): Loss {
  checkRange("generalised-lifted-structure", "negMargin", negMargin, { from: 0 });
  checkRange("generalised-lifted-structure", "posMargin", posMargin, { from: 0 });
  return labelLoss({
    name: "generalised-lifted-structure",
    options: { negMargin, posMargin, distance: namedDistance(distance) },
    ...{ distance, reducer },
    bill(table) {
      const { distances: d, positive, negative } = table;
      const pull = maskedLogSumExp(sub(d, number(table, posMargin)), positive);
      const push = maskedLogSumExp(sub(number(table, negMargin), d), negative);
      return { costs: [{ cost: relu(add(pull, push)), weight: weightOf(table, complete(table)) }] };
    },
  });
}
