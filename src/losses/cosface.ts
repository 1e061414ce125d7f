// CosFace: classifies the training classes by cosine, and asks for a margin at the right one.
//
//   L = -ln  e^(scale (cos_y - margin)) / (e^(scale (cos_y - margin)) + Σ_{j != y} e^(scale cos_j))
//
// cos_j is the cosine between the embedding and a trained weight of class j. Wang et al. 2018 (CosFace), equation 4; margin
// and scale as PyTorch Metric Learning's defaults. The classes' weights serve training only: what is compared afterwards are
// embeddings, by cosine distance.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { mul, scalar, sub } from "../graph/index.js";
import { classBatch, classWeight, classified, cosinesTo } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface CosfaceOptions {
  /** How much nearer, as a cosine, the right class must be; in [0, 2). @defaultValue 0.35 */
  readonly margin?: number;
  /** Steepness: what cosines are multiplied with, > 0. Smaller for few classes. @defaultValue 64 */
  readonly scale?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`. Metrics: active (share of rows for which another
 * class is nearer than the right one less the margin), meanPositive, meanNegative.
 */
export function cosface({ margin = 0.35, scale = 64 }: CosfaceOptions = {}): Loss {
  checkRange("cosface", "margin", margin, { from: 0, below: 2 });
  checkRange("cosface", "scale", scale, { above: 0 });
  return {
    name: "cosface",
    options: { margin, scale },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("cosface", batch, context);
      const weight = classWeight(known, context);
      const cosines = cosinesTo(known.embeddings, weight);
      const shifted = sub(cosines, mul(known.target, scalar(margin, cosines.dtype)));
      return classified(known, { logits: mul(shifted, scalar(scale, shifted.dtype)), weight });
    },
  };
}
