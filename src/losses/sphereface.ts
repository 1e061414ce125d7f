// SphereFace (A-softmax): classifies the training classes by angle, and multiplies the angle to the right one.
//
//   L = -ln  e^(s |x| ψ(θ_y)) / (e^(s |x| ψ(θ_y)) + Σ_{j != y} e^(s |x| cos θ_j)),    ψ(θ) = (-1)^k cos(m θ) - 2 k
//
// θ_j is the angle between the embedding x and a trained weight of class j. Liu et al. 2017 (SphereFace), equation 7. s is 1
// there; their annealing of the margin is not built in: where training does not start, begin with a smaller m.

import { checkCount, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { mul, reduceL2, scalar } from "../graph/index.js";
import { cosineOfMultiple } from "./angular-margin.js";
import { atTarget, classBatch, classWeight, classified, cosinesTo, withTarget } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface SpherefaceOptions {
  /** m: what the angle to the right class is multiplied with; a whole number >= 1. @defaultValue 4 */
  readonly margin?: number;
  /** s: steepness, beside the embedding's length; > 0. @defaultValue 1 */
  readonly scale?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`. Metrics: active (share of rows for which another
 * class is nearer than the right one at m times the angle), meanPositive, meanNegative.
 */
export function sphereface({ margin = 4, scale = 1 }: SpherefaceOptions = {}): Loss {
  checkCount("sphereface", "margin", margin);
  checkRange("sphereface", "scale", scale, { above: 0 });
  return {
    name: "sphereface",
    options: { margin, scale },
    distance: cosine(),
    needs: "labels",
    freeLength: true,
    build(batch, context) {
      const known = classBatch("sphereface", batch, context);
      const { embeddings, target } = known;
      const weight = classWeight(known, context);
      const cosines = cosinesTo(embeddings, weight);
      const own = cosineOfMultiple(atTarget(cosines, target), margin);
      const lengths = mul(reduceL2(embeddings, [1], true), scalar(scale, cosines.dtype));
      return classified(known, { logits: mul(withTarget(cosines, target, own), lengths), weight });
    },
  };
}
