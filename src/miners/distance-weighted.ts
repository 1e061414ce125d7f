// For each same pair one negative, drawn so that near, middling and far ones have their turns, not only the many in the middle.
//
//   w(n) = 1 / q(d),   ln q(d) = (D - 2) ln d + (D - 3) / 2 ln(1 - d² / 4)
//
// q is how often two points at random on the unit sphere of D dimensions lie d apart. Wu, Manmatha, Smola, Krähenbühl 2017
// (sampling matters), section 4; d is Euclidean on embeddings of length 1, taken as at least `cutoff`, and negatives
// beyond `nonzeroLossCutoff` are not drawn. An anchor without a negative nearer than that has no triplet.
//
// One uniform number a pair picks from the running sums of the weights.

import { checkRange } from "../core/options.js";
import { euclidean } from "../distances/euclidean.js";
import {
  type Tensor,
  and,
  cast,
  cumSum,
  detach,
  dimensions,
  exp,
  greater,
  ints,
  l2Normalise,
  less,
  log,
  max,
  min,
  mul,
  reduceMax,
  scalar,
  sub,
  where,
} from "../graph/index.js";
import { chosenMask } from "./choose.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";
import { ranks } from "./ranks.js";

export interface DistanceWeightedOptions {
  /** Nearer negatives are weighted as if they were this far: the formula would give them nearly all weight; in (0, 2). @defaultValue 0.5 */
  readonly cutoff?: number;
  /** Farther negatives are not drawn; in (cutoff, 2]. @defaultValue 1.4 */
  readonly nonzeroLossCutoff?: number;
}

export function distanceWeighted({ cutoff = 0.5, nonzeroLossCutoff = 1.4 }: DistanceWeightedOptions = {}): Miner {
  checkRange("distance-weighted", "cutoff", cutoff, { above: 0, below: 2 });
  checkRange("distance-weighted", "nonzeroLossCutoff", nonzeroLossCutoff, { above: cutoff, to: 2 });
  return {
    name: "distance-weighted",
    options: { cutoff, nonzeroLossCutoff },
    mine(batch, { scope }) {
      const { positive, negative } = batchMasks(batch);
      const shape = dimensions(positive.shape, "distance-weighted");
      const weights = weightsOf(batch.embeddings, referencesOf(batch), negative, cutoff, nonzeroLossCutoff);
      const sums = cumSum(weights, 1);
      const total = reduceMax(sums, [1], true);
      // A number that was rounded up to 1 would fall behind the last one.
      const drawn = min(scope.noise("negatives", shape), scalar(1 - 1e-6));
      const chosen = min(ranks({ values: sums }, mul(drawn, total), true), ints([shape[1]! - 1]));
      const valid = and(positive, greater(total, scalar(0, total.dtype)));
      return { positive: valid, negative: chosenMask(chosen, valid), triplets: { by: "negative", negative: chosen } };
    },
  };
}

/** Each negative's weight, the greatest of an anchor 1; 0 for what is not to be drawn: `[N, R]`. */
function weightsOf(anchors: Tensor, others: Tensor, negative: Tensor, cutoff: number, beyond: number): Tensor {
  const width = Number(anchors.shape[1]);
  const unit = detach(l2Normalise(others));
  const distances = euclidean().pairs(anchors === others ? unit : detach(l2Normalise(anchors)), unit);
  const constant = (value: number): Tensor => scalar(value, distances.dtype);
  const d = max(distances, constant(cutoff));
  const cap = max(sub(constant(1), mul(mul(d, d), constant(0.25))), constant(1e-6));
  const logs = sub(mul(log(d), constant(2 - width)), mul(log(cap), constant((width - 3) / 2)));
  const eligible = and(negative, less(distances, constant(beyond)));
  const top = reduceMax(where(eligible, logs, constant(-1e30)), [1], true);
  return mul(exp(min(sub(logs, top), constant(0))), cast(eligible, distances.dtype));
}
