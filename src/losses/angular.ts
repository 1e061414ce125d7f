// Angular loss: the angle at the negative of the triangle it makes with an anchor and its positive must stay below a bound.
//
//   L_ap = ln(1 + Σ_n e^(4 tan²α (a + p)·n - 2 (1 + tan²α) a·p))          over all pairs of an anchor and a positive
//
// Wang, Zhou, Wen, Liu, Lin 2017, on vectors of length 1. PyTorch Metric Learning brings anchors and positives to length
// 1 but leaves negatives as they are: `normaliseNegatives` false.
//
// A positive has its anchor's negatives (all of them: a miner chooses pairs, not negatives), so that the sum over them is a matrix product, N x N in memory:
//
//   Σ_n e^(k (a + p)·n) = Σ_n e^(k a·n) e^(k p·n)

import { checkFlag, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  add,
  and,
  detach,
  exp,
  fusedMatmul,
  l2Normalise,
  log,
  max,
  mul,
  reduceMax,
  softplus,
  sub,
  transpose,
  where,
} from "../graph/index.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { type LabelTable, any, number, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface AngularOptions {
  /** The bound, in degrees; in (0, 60]. The paper recommends 36 to 55. @defaultValue 40 */
  readonly alpha?: number;
  /** Whether negatives are brought to length 1, as anchors and positives are. @defaultValue true */
  readonly normaliseNegatives?: boolean;
  /** How the pairs' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function angular({ alpha = 40, normaliseNegatives = true, reducer = meanReducer() }: AngularOptions = {}): Loss {
  checkRange("angular", "alpha", alpha, { above: 0, to: 60 });
  checkFlag("angular", "normaliseNegatives", normaliseNegatives);
  const tangent = Math.tan((alpha * Math.PI) / 180) ** 2;
  return labelLoss({
    name: "angular",
    options: { alpha, normaliseNegatives },
    ...{ distance: cosine(), reducer, square: true },
    bill(table) {
      const unit = l2Normalise(table.embeddings);
      const toNegatives = fusedMatmul(unit, normaliseNegatives ? unit : table.embeddings, { transB: true });
      const toPositives = fusedMatmul(unit, unit, { transB: true });
      const total = logOfSummedProducts(table, mul(toNegatives, number(table, 4 * tangent)));
      const cost = softplus(sub(total, mul(toPositives, number(table, 2 * (1 + tangent)))));
      const weight = weightOf(table, and(table.positive, any(table.unmined.negative, true)));
      return { costs: [{ cost, weight }], active: shareMisordered(table) };
    },
  });
}

/** ln Σ_n e^(x_an + x_pn) for all a, p of one class, over their negatives: `[N, N]` -> `[N, N]`. */
function logOfSummedProducts(table: LabelTable, x: Tensor): Tensor {
  const { negative } = table.unmined;
  const low = number(table, -1e30);
  const largest = max(detach(reduceMax(where(negative, x, low), [1], true)), number(table, -1e29));
  const powers = exp(where(negative, sub(x, largest), low));
  // What underflows on both sides is taken for e^-80: with negatives of length 1 and alpha up to 60 nothing does.
  const sums = max(fusedMatmul(powers, powers, { transB: true }), number(table, Math.exp(-80)));
  return add(log(sums), add(largest, transpose(largest, [1, 0])));
}
