// Supervised contrastive loss: each of an anchor's positives must stand out among all others of the batch.
//
//   L_i = - mean over p of ( s_ip / τ - ln Σ_{k != i} e^(s_ik / τ) )
//
// s: cosine similarity, or another distance, negated. Khosla et al. 2020, equation 2 (L_out). Like PyTorch Metric Learning's, it
// takes one view of each picture. Anchors without a positive, or without a negative, do not count.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import type { Distance } from "../distances/distance.js";
import { and, div, max, mul, reduceSum, sub } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { any, maskedLogSumExp, number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface SupconOptions {
  /** τ: smaller looks harder at the nearest negatives; > 0. @defaultValue 0.1 */
  readonly temperature?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `cosine()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function supcon({ temperature = 0.1, reducer = meanReducer(), distance = cosine() }: SupconOptions = {}): Loss {
  checkRange("supcon", "temperature", temperature, { above: 0 });
  return labelLoss({
    name: "supcon",
    options: { temperature, distance: namedDistance(distance) },
    ...{ distance, reducer },
    bill(table) {
      const logits = mul(similarities(table, distance), number(table, 1 / temperature));
      const total = maskedLogSumExp(logits, table.others, true);
      const positive = weightOf(table, table.positive);
      const count = max(reduceSum(positive, [1]), number(table, 1));
      const cost = div(reduceSum(mul(sub(total, logits), positive), [1]), count);
      const weight = weightOf(table, and(any(table.positive), any(table.unmined.negative)));
      return { costs: [{ cost, weight }], active: shareMisordered(table) };
    },
  });
}
