// Intra-pair variance loss: same pairs are not to fall behind the mean same pair, nor different pairs ahead of the mean different one.
//
//   L = mean over same pairs of      max(0, (1 - posEps) μ⁺ - s)²        μ⁺: mean similarity of same pairs
//     + mean over different pairs of max(0, s - (1 + negEps) μ⁻)²        μ⁻: of different pairs
//
// s: cosine similarity. Yu, Tao 2019. Meant to be added to another loss (the paper's: tuplet margin loss): alone
// it holds pairs together and drives nothing apart.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, mul, reduceSum, relu, square, sub } from "../graph/index.js";
import { labelLoss } from "./label-loss.js";
import { number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import { type Reducer, ratioOrZero, weightedSum } from "./reducers/reducer.js";

export interface IntraPairVarianceOptions {
  /** How far, as a share of the mean, same pairs may fall behind; in [0, 1]. @defaultValue 0.01 */
  readonly posEps?: number;
  /** How far, as a share of the mean, different pairs may be ahead; in [0, 1]. @defaultValue 0.01 */
  readonly negEps?: number;
  /** How the pairs' costs become one number, same and different ones apart. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of pairs that cost something) and the usual ones. */
export function intraPairVariance({
  posEps = 0.01,
  negEps = 0.01,
  reducer = meanReducer(),
}: IntraPairVarianceOptions = {}): Loss {
  checkRange("intra-pair-variance", "posEps", posEps, { from: 0, to: 1 });
  checkRange("intra-pair-variance", "negEps", negEps, { from: 0, to: 1 });
  const distance = cosine();
  return labelLoss({
    name: "intra-pair-variance",
    options: { posEps, negEps },
    ...{ distance, reducer },
    bill(table) {
      const s = similarities(table, distance);
      const [positive, negative] = [weightOf(table, table.positive), weightOf(table, table.negative)];
      const mean = (weight: Tensor): Tensor => ratioOrZero(weightedSum({ cost: s, weight }), reduceSum(weight));
      const behind = relu(sub(mul(mean(positive), number(table, 1 - posEps)), s));
      const ahead = relu(sub(s, mul(mean(negative), number(table, 1 + negEps))));
      return {
        costs: [
          { cost: square(behind), weight: positive },
          { cost: square(ahead), weight: negative },
        ],
      };
    },
  });
}
