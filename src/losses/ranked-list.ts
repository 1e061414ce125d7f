// Ranked list loss: an anchor's positives within a ball, its negatives outside a wider one; the farther a pair is from its place,
// the more it weighs.
//
//   L_i = (1 - imbalance) Σ_p w_ip (d_ip - (alpha - margin)) / Σ_p w_ip          over positives with d_ip > alpha - margin
//       +      imbalance  Σ_n w_in (alpha - d_in)            / Σ_n w_in          over negatives with d_in < alpha
//
//   w_ip = e^(tp (d_ip - (alpha - margin)))          w_in = e^(tn (alpha - d_in))
//
// Wang, Hua, Kodirov, Hu, Garnier, Robertson 2019. As PyTorch Metric Learning, with its R / 100,000 (R rows compared with) added to either divisor; but a
// negative that coincides with its anchor counts here, where there it is left out.

import { checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import {
  type Tensor,
  add,
  and,
  detach,
  div,
  exp,
  greater,
  max,
  mul,
  neg,
  reduceMax,
  reduceSum,
  sub,
  where,
} from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss } from "./label-loss.js";
import { type LabelTable, everyRow, number } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface RankedListOptions {
  /** Width between the two balls, in units of `distance`; > 0. @defaultValue 0.4 */
  readonly margin?: number;
  /** Temperature of the negatives' weights: 0 weighs all alike; >= 0. @defaultValue 10 */
  readonly tn?: number;
  /** Temperature of the positives' weights; >= 0. @defaultValue 0 */
  readonly tp?: number;
  /** Share of the negatives in the loss; in [0, 1]. @defaultValue 0.5 */
  readonly imbalance?: number;
  /** Radius of the negatives' ball, in units of `distance`; > 0. @defaultValue 1 + margin / 2 */
  readonly alpha?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active (share of anchors that cost something) and the usual ones. */
export function rankedList({
  margin = 0.4,
  tn = 10,
  tp = 0,
  imbalance = 0.5,
  alpha,
  reducer = meanReducer(),
  distance = euclidean(),
}: RankedListOptions = {}): Loss {
  checkRange("ranked-list", "margin", margin, { above: 0 });
  checkRange("ranked-list", "tn", tn, { from: 0 });
  checkRange("ranked-list", "tp", tp, { from: 0 });
  checkRange("ranked-list", "imbalance", imbalance, { from: 0, to: 1 });
  if (alpha !== undefined) checkRange("ranked-list", "alpha", alpha, { above: 0 });
  const outer = alpha ?? 1 + margin / 2;
  const named = { ...(alpha !== undefined && { alpha }), distance: namedDistance(distance) };
  return labelLoss({
    name: "ranked-list",
    options: { margin, tn, tp, imbalance, ...named },
    ...{ distance, reducer },
    bill(table) {
      const { distances: d, positive, negative } = table;
      const beyond = sub(d, number(table, outer - margin));
      const within = sub(number(table, outer), d);
      const pull = weightedMean(table, beyond, and(positive, greater(beyond, number(table, 0))), tp);
      const push = weightedMean(table, within, and(negative, greater(within, number(table, 0))), tn);
      const cost = add(mul(pull, number(table, 1 - imbalance)), mul(push, number(table, imbalance)));
      return { costs: [{ cost, weight: everyRow(table) }] };
    },
  });
}

/** The mean of x over the masked entries of each row, weighted by e^(temperature x): `[N, R]` -> `[N]`. */
function weightedMean(table: LabelTable, x: Tensor, mask: Tensor, temperature: number): Tensor {
  const zero = number(table, 0);
  const logits = where(mask, mul(x, number(table, temperature)), zero);
  // Less the largest, so that nothing overflows; what is added to the divisor shrinks with the rest.
  const largest = max(detach(reduceMax(logits, [1], true)), zero);
  const weights = where(mask, exp(sub(logits, largest)), zero);
  const extra = mul(exp(neg(largest)), number(table, table.width * 1e-5));
  const sum = reduceSum(where(mask, mul(weights, x), zero), [1], true);
  return reduceSum(div(sum, add(reduceSum(weights, [1], true), extra)), [1]);
}
