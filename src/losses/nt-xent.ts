// NT-Xent, normalised temperature-scaled cross-entropy, also called InfoNCE: each positive must stand out among the negatives.
//
//   L_ap = -ln  e^(s_ap / τ) / (e^(s_ap / τ) + Σ_n e^(s_an / τ))          over all pairs of an anchor and a positive
//
// s: cosine similarity, or another distance, negated. Sohn 2016; Chen et al. 2020 (SimCLR), equation 1, where an anchor has one
// positive and the denominator is all others of the batch. With several positives the two differ: `denominator` "negatives" is
// PyTorch Metric Learning's NTXentLoss, "others" TensorFlow Similarity's.

import { checkChoice, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import type { Distance } from "../distances/distance.js";
import { and, mul, softplus, sub } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { any, maskedLogSumExp, number, similarities, weightOf } from "./label-table.js";
import type { Loss } from "./loss.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";

export interface NtXentOptions {
  /** τ: smaller looks harder at the nearest negatives; > 0. @defaultValue 0.07 */
  readonly temperature?: number;
  /** Whom a positive competes with: negatives alone, or the anchor's other positives as well. @defaultValue "negatives" */
  readonly denominator?: "negatives" | "others";
  /** How the pairs' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `cosine()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active (share of anchors with a negative nearer than the farthest positive) and the usual ones. */
export function ntXent({
  temperature = 0.07,
  denominator = "negatives",
  reducer = meanReducer(),
  distance = cosine(),
}: NtXentOptions = {}): Loss {
  checkRange("nt-xent", "temperature", temperature, { above: 0 });
  checkChoice("nt-xent", "denominator", denominator, ["negatives", "others"]);
  return labelLoss({
    name: "nt-xent",
    options: { temperature, denominator, distance: namedDistance(distance) },
    ...{ distance, reducer },
    bill(table) {
      const { positive, negative, others } = table;
      const logits = mul(similarities(table, distance), number(table, 1 / temperature));
      const cost =
        denominator === "negatives"
          ? softplus(sub(maskedLogSumExp(logits, negative, true), logits))
          : sub(maskedLogSumExp(logits, others, true), logits);
      const weight = weightOf(table, and(positive, any(negative, true)));
      return { costs: [{ cost, weight }], active: shareMisordered(table) };
    },
  });
}
