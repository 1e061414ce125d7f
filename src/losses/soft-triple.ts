// SoftTriple loss: classification in which a class has several centres, and is as near as a soft maximum over them.
//
//   S_j = Σ_k softmax_k(s_jk / γ) s_jk          L = -ln  e^(λ (S_y - δ)) / (e^(λ (S_y - δ)) + Σ_{j != y} e^(λ S_j))
//
// s_jk: cosine similarity of the embedding and centre k of class j. Qian et al. 2019, equations 6 and 8. The paper also pulls a
// class's centres together, with weight 0.2: that is `sparseCentres()` on the class weights (regularisers.ts), in `multiple`.

import { checkCount, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { mul, reduceSum, reshape, scalar, softmax, sub } from "../graph/index.js";
import { classBatch, classWeight, classified, cosinesTo } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface SoftTripleOptions {
  /** Centres of each class, >= 1. @defaultValue 10 */
  readonly centresPerClass?: number;
  /** λ: steepness between classes, > 0. @defaultValue 20 */
  readonly la?: number;
  /** γ: the smaller, the more the nearest centre counts alone; > 0. @defaultValue 0.1 */
  readonly gamma?: number;
  /** δ: how much nearer, as a cosine, the right class must be; in [0, 2). @defaultValue 0.01 */
  readonly margin?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes * centresPerClass]`, the centres of a class side by side.
 * Metrics: active (share of rows for which another class is nearer than the right one less the margin), meanPositive,
 * meanNegative.
 */
export function softTriple({
  centresPerClass = 10,
  la = 20,
  gamma = 0.1,
  margin = 0.01,
}: SoftTripleOptions = {}): Loss {
  checkCount("soft-triple", "centresPerClass", centresPerClass);
  checkRange("soft-triple", "la", la, { above: 0 });
  checkRange("soft-triple", "gamma", gamma, { above: 0 });
  checkRange("soft-triple", "margin", margin, { from: 0, below: 2 });
  return {
    name: "soft-triple",
    options: { centresPerClass, la, gamma, margin },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("soft-triple", batch, context);
      const weight = classWeight(known, context, centresPerClass);
      const each = reshape(cosinesTo(known.embeddings, weight), [-1, known.classes, centresPerClass]);
      const shares = softmax(mul(each, scalar(1 / gamma, each.dtype)), 2);
      const nearness = reduceSum(mul(shares, each), [2]);
      const shifted = sub(nearness, mul(known.target, scalar(margin, each.dtype)));
      return classified(known, {
        logits: mul(shifted, scalar(la, each.dtype)),
        weight,
        perClass: centresPerClass,
      });
    },
  };
}
