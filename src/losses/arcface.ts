// ArcFace: classifies the training classes by angle, and asks for a margin at the right one.
//
//   L = -ln  e^(scale cos(θ_y + margin)) / (e^(scale cos(θ_y + margin)) + Σ_{j != y} e^(scale cos θ_j))
//
// θ_j is the angle between the embedding and a trained weight of class j. Deng et al. 2019 (ArcFace), equation 3, with their
// code's fallback beyond π - margin (angular-margin.ts). The margin is in radians, as the paper's; PyTorch Metric Learning's is
// in degrees (its 28.6 is 0.499 here), and since no margin may exceed a right angle, one in degrees is refused.

import { checkRange } from "../core/options.js";
import { check } from "../core/errors.js";
import { cosine } from "../distances/cosine.js";
import { type Tensor, mul, scalar } from "../graph/index.js";
import { cosineOfSum } from "./angular-margin.js";
import { atTarget, classBatch, classWeight, classified, cosinesTo, withTarget } from "./class-logits.js";
import type { Loss } from "./loss.js";

export interface ArcfaceOptions {
  /** How much smaller the angle to the right class must be, in radians; in [0, π / 2]. @defaultValue 0.5 (28.6 degrees) */
  readonly margin?: number;
  /** Steepness: what cosines are multiplied with, > 0. Smaller for few classes. @defaultValue 64 */
  readonly scale?: number;
}

/**
 * Labels, and the number of classes. Parameters: "weight" `[D, classes]`. Metrics: active (share of rows for which another
 * class is nearer than the right one with the margin on top), meanPositive, meanNegative.
 */
export function arcface({ margin = 0.5, scale = 64 }: ArcfaceOptions = {}): Loss {
  checkAngle("arcface", margin);
  checkRange("arcface", "scale", scale, { above: 0 });
  return {
    name: "arcface",
    options: { margin, scale },
    distance: cosine(),
    needs: "labels",
    build(batch, context) {
      const known = classBatch("arcface", batch, context);
      const weight = classWeight(known, context);
      const cosines = cosinesTo(known.embeddings, weight);
      return classified(known, { logits: arcfaceLogits(cosines, known.target, { margin, scale }), weight });
    },
  };
}

/** scale cos θ, with the margin at the right class: `[N, C]` cosines and target -> `[N, C]`. */
export function arcfaceLogits(
  cosines: Tensor,
  target: Tensor,
  { margin, scale }: { readonly margin: number; readonly scale: number },
): Tensor {
  const own = cosineOfSum(atTarget(cosines, target), margin);
  return mul(withTarget(cosines, target, own), scalar(scale, cosines.dtype));
}

/** Throws INVALID_OPTION unless `margin` is an angle in radians, in [0, π / 2]. */
export function checkAngle(where: string, margin: unknown): asserts margin is number {
  if (typeof margin === "number" && margin > Math.PI / 2 && margin <= 90) {
    const radians = ((margin * Math.PI) / 180).toFixed(4);
    check(
      false,
      "INVALID_OPTION",
      `${where}: margin is an angle in radians, >= 0 and <= 1.5708, got ${margin}; ${margin} degrees are ${radians}`,
    );
  }
  checkRange(where, "margin", margin, { from: 0, to: Math.PI / 2 });
}
