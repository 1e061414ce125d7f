// Large-margin softmax: the softmax of a plain linear classifier, with the angle to the right class multiplied.
//
//   L = -ln  e^(s |w_y| |x| ψ(θ_y)) / (e^(s |w_y| |x| ψ(θ_y)) + Σ_{j != y} e^(s w_j·x)),    ψ(θ) = (-1)^k cos(m θ) - 2 k
//
// θ_y is the angle between the embedding x and the trained weight w_y. Liu et al. 2016 (L-softmax), equations 4 and 6; s is 1
// there. SphereFace is the same with weights of length 1.

import { checkCount, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { mul, reduceL2, scalar } from "../graph/index.js";
import { cosineOfMultiple } from "./angular-margin.js";
import { atTarget, classBatch, classWeight, classified, cosinesTo, withTarget } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface LargeMarginSoftmaxOptions {
  /** m: what the angle to the right class is multiplied with; a whole number >= 1. @defaultValue 4 */
  readonly margin?: number;
  /** s: steepness, beside the lengths; > 0. @defaultValue 1 */
  readonly scale?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`. Metrics: active (share of rows for which another
 * class wins), meanPositive, meanNegative.
 */
export function largeMarginSoftmax({ margin = 4, scale = 1 }: LargeMarginSoftmaxOptions = {}): Loss {
  checkCount("large-margin-softmax", "margin", margin);
  checkRange("large-margin-softmax", "scale", scale, { above: 0 });
  return {
    name: "large-margin-softmax",
    options: { margin, scale },
    distance: cosine(),
    needs: "labels",
    freeLength: true,
    build(batch, context) {
      const known = classBatch("large-margin-softmax", batch, context);
      const { embeddings, target } = known;
      const weight = classWeight(known, context);
      const cosines = cosinesTo(embeddings, weight);
      const own = cosineOfMultiple(atTarget(cosines, target), margin);
      const lengths = mul(reduceL2(embeddings, [1], true), reduceL2(weight, [0], true));
      const logits = mul(withTarget(cosines, target, own), mul(lengths, scalar(scale, cosines.dtype)));
      return classified(known, { logits, weight });
    },
  };
}
