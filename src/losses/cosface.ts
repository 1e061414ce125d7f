// CosFace: classifies the training classes by cosine, and asks for a margin at the right one.
//
//   L = -ln  e^(scale (cos_y - margin)) / (e^(scale (cos_y - margin)) + Σ_{j != y} e^(scale cos_j))
//
// cos_j is the cosine between the embedding and a trained weight of class j. Wang et al. 2018 (CosFace), equation 4; margin
// and scale as PyTorch Metric Learning's defaults. The classes' weights serve training only: what is compared afterwards are
// embeddings, by cosine distance.

import { checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import {
  type Tensor,
  cast,
  greater,
  mul,
  reduceMax,
  reduceMean,
  reduceSum,
  scalar,
  sub,
  where,
} from "../graph/index.js";
import { classCosines, crossEntropy } from "./class-logits.js";
import type { Loss } from "./loss.js";
import { meanDistances, pairMasks } from "./pair-table.js";

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
  const distance = cosine();
  return {
    name: "cosface",
    options: { margin, scale },
    distance,
    needs: "labels",
    build(batch, context) {
      const { cosines, target } = classCosines("cosface", batch, context);
      const shifted = sub(cosines, mul(target, scalar(margin, target.dtype)));
      const masks = pairMasks("cosface", { embeddings: batch.embeddings, labels: batch.labels! });
      return {
        loss: crossEntropy(mul(shifted, scalar(scale, shifted.dtype)), target),
        metrics: {
          active: shareMisplaced(shifted, target),
          ...meanDistances(distance.pairs(batch.embeddings, batch.embeddings), masks),
        },
      };
    },
  };
}

function shareMisplaced(logits: Tensor, target: Tensor): Tensor {
  const isTarget = greater(target, scalar(0.5, target.dtype));
  const own = reduceSum(mul(logits, target), [1]);
  const others = reduceMax(where(isTarget, scalar(-1e30, logits.dtype), logits), [1]);
  return reduceMean(cast(greater(others, own), logits.dtype));
}
