// Triplets in which the angle at the negative is wide: it sees anchor and positive far apart, from too near.
//
//   angle = atan( |a - p| / (2 |n - c|) ) > angle,   c = (a + p) / 2
//
// Wang, Zhou, Wen, Liu, Lin 2017 (angular loss), equation 5: Euclidean, whatever distance the loss shapes; angles do not change
// with the scale of the embeddings. By squares, without a root:
//
//   |a - p|² > 4 tan² angle |n - c|²,    |n - c|² = |n - a|² / 2 + |n - p|² / 2 - |a - p|² / 4
//
// The condition is about all three sides, so that it takes N x R x R numbers: 64 MB for a batch of 256.

import { checkRange } from "../core/options.js";
import { squaredEuclidean } from "../distances/squared-euclidean.js";
import { type Tensor, add, and, detach, dimensions, greater, mul, reshape, scalar } from "../graph/index.js";
import { anyOf } from "./choose.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";

export interface AngularOptions {
  /** In degrees, within (0, 90). @defaultValue 20 */
  readonly angle?: number;
}

export function angular({ angle = 20 }: AngularOptions = {}): Miner {
  checkRange("angular", "angle", angle, { above: 0, below: 90 });
  return {
    name: "angular",
    options: { angle },
    mine(batch) {
      const { positive, negative } = batchMasks(batch);
      const [rows, width] = dimensions(positive.shape, "angular") as [number, number];
      const mask = and(
        and(reshape(positive, [rows, width, 1]), reshape(negative, [rows, 1, width])),
        wideAngle(detach(batch.embeddings), detach(referencesOf(batch)), angle),
      );
      return {
        positive: reshape(anyOf(mask, 2), [rows, width]),
        negative: reshape(anyOf(mask, 1), [rows, width]),
        triplets: { by: "mask", mask },
      };
    },
  };
}

/** anchors `[N, D]`, others `[R, D]` -> bool `[N, R, R]`: anchor, positive, negative. */
function wideAngle(anchors: Tensor, others: Tensor, angle: number): Tensor {
  const { pairs } = squaredEuclidean();
  const fromAnchor = pairs(anchors, others);
  const [rows, width] = dimensions(fromAnchor.shape, "angular") as [number, number];
  const steep = 2 * Math.tan((angle * Math.PI) / 180) ** 2;
  // |a - p|² (1 / steep + 1 / 2) > |n - a|² + |n - p|²
  const base = reshape(mul(fromAnchor, scalar(1 / steep + 0.5, fromAnchor.dtype)), [rows, width, 1]);
  return greater(base, add(reshape(fromAnchor, [rows, 1, width]), reshape(pairs(others, others), [1, width, width])));
}
