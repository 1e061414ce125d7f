// Tuplet margin loss: each positive against all of the anchor's negatives, with some slack in its angle.
//
//   L_ap = ln(1 + Σ_n e^(scale (cos θ_an - cos(θ_ap - margin))))          over all pairs of an anchor and a positive
//
// Yu, Tao 2019; scale and margin as in the paper. cos(θ - m) is written cos θ cos m + sin θ sin m, without the arc
// cosine, whose gradient is infinite where anchor and positive coincide; there it is 0.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { rootOrZero } from "../distances/squared-graph.js";
import { add, and, mul, softplus, square, sub } from "../graph/index.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { any, maskedLogSumExp, number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface TupletMarginOptions {
  /** Slack of a positive's angle, in degrees; in [0, 90]. @defaultValue 5.73, one tenth of a radian */
  readonly margin?: number;
  /** Steepness: what cosines are multiplied with; > 0. @defaultValue 64 */
  readonly scale?: number;
  /** How the pairs' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function tupletMargin({ margin = 5.73, scale = 64, reducer = meanReducer() }: TupletMarginOptions = {}): Loss {
  checkRange("tuplet-margin", "margin", margin, { from: 0, to: 90 });
  checkRange("tuplet-margin", "scale", scale, { above: 0 });
  const angle = (margin * Math.PI) / 180;
  const distance = cosine();
  return labelLoss({
    name: "tuplet-margin",
    options: { margin, scale },
    ...{ distance, reducer },
    bill(table) {
      const s = similarities(table, distance);
      const sine = rootOrZero(sub(number(table, 1), square(s)));
      const eased = add(mul(s, number(table, Math.cos(angle))), mul(sine, number(table, Math.sin(angle))));
      const steep = number(table, scale);
      const others = maskedLogSumExp(mul(s, steep), table.negative, true);
      const cost = softplus(sub(others, mul(eased, steep)));
      const weight = weightOf(table, and(table.positive, any(table.negative, true)));
      return { costs: [{ cost, weight }], active: shareMisordered(table) };
    },
  });
}
