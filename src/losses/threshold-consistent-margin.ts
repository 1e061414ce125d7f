// Threshold-consistent margin loss: draws the hard pairs of all classes to the same two similarities, so that one threshold suits
// all of them.
//
//   L = λ⁺ mean over same pairs with s < marginPlus of       (marginPlus - s)
//     + λ⁻ mean over different pairs with s > marginMinus of (s - marginMinus)
//
// s: cosine similarity. Zhang et al., arXiv 2307.04047. Meant to be added to another loss.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { relu, sub } from "../graph/index.js";
import { labelLoss } from "./label-loss.js";
import { number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanOfNonZeroReducer } from "./reducers/mean-of-non-zero.js";
import type { Reducer } from "./reducers/reducer.js";

export interface ThresholdConsistentMarginOptions {
  /** λ⁺: weight of same pairs; >= 0. @defaultValue 1 */
  readonly lambdaPlus?: number;
  /** λ⁻: weight of different pairs; >= 0. @defaultValue 1 */
  readonly lambdaMinus?: number;
  /** Same pairs more alike than this cost nothing; in [-1, 1]. @defaultValue 0.9 */
  readonly marginPlus?: number;
  /** Different pairs less alike than this cost nothing; in [-1, 1]. @defaultValue 0.5 */
  readonly marginMinus?: number;
  /** How the pairs' costs become one number, same and different ones apart. @defaultValue `meanOfNonZeroReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of pairs that cost something) and the usual ones. */
export function thresholdConsistentMargin({
  lambdaPlus = 1,
  lambdaMinus = 1,
  marginPlus = 0.9,
  marginMinus = 0.5,
  reducer = meanOfNonZeroReducer(),
}: ThresholdConsistentMarginOptions = {}): Loss {
  checkRange("threshold-consistent-margin", "lambdaPlus", lambdaPlus, { from: 0 });
  checkRange("threshold-consistent-margin", "lambdaMinus", lambdaMinus, { from: 0 });
  checkRange("threshold-consistent-margin", "marginPlus", marginPlus, { from: -1, to: 1 });
  checkRange("threshold-consistent-margin", "marginMinus", marginMinus, { from: -1, to: 1 });
  const distance = cosine();
  return labelLoss({
    name: "threshold-consistent-margin",
    options: { lambdaPlus, lambdaMinus, marginPlus, marginMinus },
    ...{ distance, reducer },
    bill(table) {
      const s = similarities(table, distance);
      const pull = relu(sub(number(table, marginPlus), s));
      const push = relu(sub(s, number(table, marginMinus)));
      return {
        costs: [
          { cost: pull, weight: weightOf(table, table.positive), factor: lambdaPlus },
          { cost: push, weight: weightOf(table, table.negative), factor: lambdaMinus },
        ],
      };
    },
  });
}
