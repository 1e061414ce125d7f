// Sub-centre ArcFace: ArcFace in which a class has several centres, and a picture need only be near one of them.
//
//   cos θ_j = max over k of cos(embedding, weight_jk)          L as in arcface.ts
//
// Deng et al. 2020 ("Sub-center ArcFace"), section 3.3. For classes that are wide or in which some pictures are mislabelled:
// those gather around a centre of their own and leave the others' alone. Margin in radians.

import { checkCount, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { reduceMax, reshape } from "../graph/index.js";
import { arcfaceLogits, checkAngle } from "./arcface.js";
import { classBatch, classWeight, classified, cosinesTo } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface SubCentreArcfaceOptions {
  /** How much smaller the angle to the right class must be, in radians; in [0, π / 2]. @defaultValue 0.5 (28.6 degrees) */
  readonly margin?: number;
  /** Steepness: what cosines are multiplied with, > 0. Smaller for few classes. @defaultValue 64 */
  readonly scale?: number;
  /** Centres of each class, >= 1. @defaultValue 3 */
  readonly subCentres?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes * subCentres]`, the centres of a class side by side.
 * Metrics: active (share of rows for which another class is nearer than the right one with the margin on top), meanPositive,
 * meanNegative.
 */
export function subCentreArcface({ margin = 0.5, scale = 64, subCentres = 3 }: SubCentreArcfaceOptions = {}): Loss {
  checkAngle("sub-centre-arcface", margin);
  checkRange("sub-centre-arcface", "scale", scale, { above: 0 });
  checkCount("sub-centre-arcface", "subCentres", subCentres);
  return {
    name: "sub-centre-arcface",
    options: { margin, scale, subCentres },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("sub-centre-arcface", batch, context);
      const weight = classWeight(known, context, subCentres);
      const each = reshape(cosinesTo(known.embeddings, weight), [-1, known.classes, subCentres]);
      const logits = arcfaceLogits(reduceMax(each, [2]), known.target, { margin, scale });
      return classified(known, { logits, weight, perClass: subCentres });
    },
  };
}
