// Circle loss: a soft maximum over all pairs of a positive and a negative, each weighted by how far it is from where it should be.
//
//   L_i = ln(1 + Σ_n e^(γ α_n (s_n - m))  Σ_p e^(-γ α_p (s_p - (1 - m))))
//
//   α_p = max(0, 1 + m - s_p)          α_n = max(0, s_n + m)          without gradient
//
// s: cosine similarity. Sun et al. 2020. Summed by logarithms, so that the paper's γ = 256, m = 0.25 for faces does
// not overflow (PyTorch Metric Learning issue 173: there the loss came out as 0). Anchors without a positive, or without a
// negative, do not count.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, add, detach, mul, relu, softplus, sub } from "../graph/index.js";
import { labelLoss } from "./label-loss.js";
import { complete, maskedLogSumExp, number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface CircleOptions {
  /** Relaxation: positives are to reach 1 - m, negatives m; in (0, 1). The paper's is 0.25 for faces. @defaultValue 0.4 */
  readonly m?: number;
  /** Steepness, > 0. The paper's is 256 for faces. @defaultValue 80 */
  readonly gamma?: number;
  /** How the anchors' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of anchors that cost something) and the usual ones. */
export function circle({ m = 0.4, gamma = 80, reducer = meanReducer() }: CircleOptions = {}): Loss {
  checkRange("circle", "m", m, { above: 0, below: 1 });
  checkRange("circle", "gamma", gamma, { above: 0 });
  const distance = cosine();
  return labelLoss({
    name: "circle",
    options: { m, gamma },
    ...{ distance, reducer },
    bill(table) {
      const s = similarities(table, distance);
      const constant = (value: number): Tensor => number(table, value);
      const pull = mul(detach(relu(sub(constant(1 + m), s))), sub(constant(1 - m), s));
      const push = mul(detach(relu(add(s, constant(m)))), sub(s, constant(m)));
      const total = (x: Tensor, mask: Tensor): Tensor => maskedLogSumExp(mul(x, constant(gamma)), mask);
      const cost = softplus(add(total(pull, table.positive), total(push, table.negative)));
      return { costs: [{ cost, weight: weightOf(table, complete(table)) }] };
    },
  });
}
