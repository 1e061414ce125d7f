// Normalised softmax: classifies the training classes by cosine.
//
//   L = -ln  e^(cos_y / τ) / Σ_j e^(cos_j / τ)
//
// cos_j is the cosine between the embedding and a trained weight of class j. Zhai, Wu 2019 ("Classification is a strong
// baseline for deep metric learning"), equation 3, as PyTorch Metric Learning's NormalizedSoftmaxLoss. CosFace is the same
// with a margin, and writes 1 / τ as its scale.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { mul, scalar } from "../graph/index.js";
import { classBatch, classWeight, classified, cosinesTo } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface NormalisedSoftmaxOptions {
  /** τ: smaller is steeper; > 0. @defaultValue 0.05 */
  readonly temperature?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`. Metrics: active (share of rows for which another
 * class is nearer than the right one), meanPositive, meanNegative.
 */
export function normalisedSoftmax({ temperature = 0.05 }: NormalisedSoftmaxOptions = {}): Loss {
  checkRange("normalised-softmax", "temperature", temperature, { above: 0 });
  return {
    name: "normalised-softmax",
    options: { temperature },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("normalised-softmax", batch, context);
      const weight = classWeight(known, context);
      const cosines = cosinesTo(known.embeddings, weight);
      return classified(known, { logits: mul(cosines, scalar(1 / temperature, cosines.dtype)), weight });
    },
  };
}
