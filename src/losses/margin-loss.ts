// Margin loss: same pairs nearer than a boundary β, different ones beyond it, by a margin either way; β may be learned.
//
//   same pair        max(0, d - β + margin)
//   different pair   max(0, β - d + margin)
//
// Wu, Manmatha, Smola, Krähenbühl 2017. They sample a negative for each same pair; without sampling every triplet counts: a same
// pair as often as its anchor has negatives, a different pair as often as its anchor has positives. Divided by the number of
// those that cost something, as PyTorch Metric Learning does. β learned for each class costs ν times its mean over the batch's
// rows; there it is the sum over triplets by that divisor.

import { KindredError } from "../core/errors.js";
import { checkFlag, checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import { constantly } from "../encoders/initialisers.js";
import { type Tensor, add, gather, mul, reduceMean, reduceSum, relu, reshape, sub, where } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss } from "./label-loss.js";
import { type LabelTable, number, weightOf } from "./label-table.js";
import type { Loss, LossContext } from "./loss.js";
import { meanOfNonZeroReducer } from "./reducers/mean-of-non-zero.js";
import type { Reducer } from "./reducers/reducer.js";

export interface MarginLossOptions {
  /** To either side of the boundary, in units of `distance`; >= 0. @defaultValue 0.2 */
  readonly margin?: number;
  /** β: the boundary, or where it begins; > 0, in units of `distance`. @defaultValue 1.2 */
  readonly beta?: number;
  /** Whether β is trained: "class" trains one for each class. @defaultValue false */
  readonly learnBeta?: boolean | "class";
  /** ν: what a learned β costs; >= 0. @defaultValue 0 */
  readonly nu?: number;
  /** How the triplets' costs become one number. @defaultValue `meanOfNonZeroReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels. Parameter: "beta" `[]`, or `[classes]`, where learned. Metrics: active (share of pairs that cost something) and the usual ones. */
export function marginLoss({
  margin = 0.2,
  beta = 1.2,
  learnBeta = false,
  nu = 0,
  reducer = meanOfNonZeroReducer(),
  distance = euclidean(),
}: MarginLossOptions = {}): Loss {
  checkRange("margin", "margin", margin, { from: 0 });
  checkRange("margin", "beta", beta, { above: 0 });
  checkRange("margin", "nu", nu, { from: 0 });
  if (learnBeta !== "class") checkFlag("margin", "learnBeta", learnBeta);
  return labelLoss({
    name: "margin",
    options: { margin, beta, learnBeta, nu, distance: namedDistance(distance) },
    ...{ distance, reducer },
    bill(table, context) {
      const boundary = boundaryOf(table, context, { beta, learnBeta });
      const pull = sub(table.distances, boundary);
      const cost = relu(add(where(table.positive, pull, sub(boundary, table.distances)), number(table, margin)));
      const [positive, negative] = [weightOf(table, table.positive), weightOf(table, table.negative)];
      const each = (mask: Tensor): Tensor => reduceSum(mask, [1], true);
      const weight = add(mul(positive, each(negative)), mul(negative, each(positive)));
      const costs = [{ cost, weight }];
      return nu === 0 || learnBeta === false
        ? { costs }
        : { costs, plus: mul(reduceMean(boundary), number(table, nu)) };
    },
  });
}

/** β, or that of each anchor's class: `[]` or `[N, 1]`. */
function boundaryOf(
  table: LabelTable,
  { scope, classes }: LossContext,
  { beta, learnBeta }: Required<Pick<MarginLossOptions, "beta" | "learnBeta">>,
): Tensor {
  if (learnBeta === false) return number(table, beta);
  if (learnBeta === true) return scope.parameter("beta", [], constantly(beta));
  if (classes === undefined)
    throw new KindredError("DATA_INVALID", "margin: needs the number of classes to learn beta for each");
  return reshape(gather(scope.parameter("beta", [classes], constantly(beta)), table.labels), [-1, 1]);
}
