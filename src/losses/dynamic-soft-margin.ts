// Dynamic soft margin loss: no margin to choose; a triplet weighs as much as the share of triplets that are easier.
//
//   x = d_ap - d_n          L = mean of C(x) x
//
// C: the running distribution function of x, from a soft histogram over [minVal, -minVal] that follows the batches. Distances are the
// Euclidean ones of vectors of length 1, so that x is within [-2, 2]. Zhang, Rusinkiewicz 2019. There the pairs are given, and d_n is
// the nearest negative of either side of a pair: `triplets` "hard", done here for every same pair of the batch. "all" is every triplet,
// as PyTorch Metric Learning takes them where there are labels.
//
// PyTorch Metric Learning 2.9 lets the gradient through C (`weightGradient` true), even into earlier batches, which fails in the second
// step; mixes the normalised history with raw counts, so that the present batch drowns it; and writes past the histogram's end
// where x > 1.6.
// The loss may be negative.

import { checkChoice, checkCount, checkFlag, checkRange } from "../core/options.js";
import { cosine } from "../distances/cosine.js";
import { euclidean } from "../distances/euclidean.js";
import { zeros } from "../encoders/initialisers.js";
import {
  type Tensor,
  add,
  and,
  cast,
  cumSum,
  detach,
  gather,
  greater,
  l2Normalise,
  min,
  mul,
  neg,
  reduceSum,
  reshape,
  sub,
  transpose,
  where,
} from "../graph/index.js";
import { checkCube } from "./cube.js";
import { labelLoss, shareMisordered } from "./label-loss.js";
import { type LabelTable, any, maskedMax, number, weightOf } from "./label-table.js";
import type { Loss, LossContext } from "./loss.js";
import { ratioOrZero, weightedSum } from "./reducers/reducer.js";
import { positions, softHistogram } from "./soft-histogram.js";

export interface DynamicSoftMarginOptions {
  /** Lower end of the histogram; the upper one is -minVal; < 0. @defaultValue -2 */
  readonly minVal?: number;
  /** Number of bins; >= 1. @defaultValue 10 */
  readonly numBins?: number;
  /** Weight of the present batch in the running histogram; in (0, 1]. The first batch has all of it. @defaultValue 0.01 */
  readonly momentum?: number;
  /** Which triplets count; "all" takes N x N x N numbers (cube.ts). @defaultValue "hard" */
  readonly triplets?: "hard" | "all";
  /** Whether the gradient goes through the weights C as well. @defaultValue false */
  readonly weightGradient?: boolean;
}

/**
 * Labels. State: "histogram" `[numBins + 1]`. Metrics: active (share of anchors with a negative nearer than the farthest positive)
 * and the usual ones, as cosine distances.
 *
 * @throws INVALID_OPTION for triplets "all" and batches of more than 320 rows, when built
 */
export function dynamicSoftMargin({
  minVal = -2,
  numBins = 10,
  momentum = 0.01,
  triplets = "hard",
  weightGradient = false,
}: DynamicSoftMarginOptions = {}): Loss {
  checkRange("dynamic-soft-margin", "minVal", minVal, { below: 0 });
  checkCount("dynamic-soft-margin", "numBins", numBins);
  checkRange("dynamic-soft-margin", "momentum", momentum, { above: 0, to: 1 });
  checkChoice("dynamic-soft-margin", "triplets", triplets, ["hard", "all"]);
  checkFlag("dynamic-soft-margin", "weightGradient", weightGradient);
  return labelLoss({
    name: "dynamic-soft-margin",
    options: { minVal, numBins, momentum, triplets, weightGradient },
    distance: cosine(),
    square: true,
    bill(table, context) {
      const { x, weight } = triplets === "all" ? allGaps(table) : hardGaps(table);
      const where = positions(mul(sub(x, number(table, minVal)), number(table, numBins / (-2 * minVal))), numBins);
      const now = ratioOrZero(softHistogram(where, weight, numBins), reduceSum(weight));
      const running = followed(table, context, reshape(now, [-1]), momentum);
      const share = gather(cumSum(running, 0), where.below);
      const cost = mul(weightGradient ? share : detach(share), x);
      return { plus: ratioOrZero(weightedSum({ cost, weight }), reduceSum(weight)), active: shareMisordered(table) };
    },
  });
}

interface Gaps {
  /** d_ap - d_n: `[1, K]`. */
  readonly x: Tensor;
  /** 1 where there is a triplet: `[1, K]`. */
  readonly weight: Tensor;
}

/** Every same pair with the nearest negative of either side. */
function hardGaps(table: LabelTable): Gaps {
  const d = unitDistances(table);
  const nearest = reshape(neg(maskedMax(neg(d), table.negative)), [-1, 1]);
  const weight = weightOf(table, and(table.positive, any(table.negative, true)));
  const gap = sub(d, min(nearest, transpose(nearest, [1, 0])));
  return flat(where(greater(weight, number(table, 0)), gap, number(table, 0)), weight);
}

function allGaps(table: LabelTable): Gaps {
  const { count, positive, negative } = table;
  checkCube("dynamic-soft-margin", [count, count], 'triplets "hard" takes any');
  const d = unitDistances(table);
  const valid = and(reshape(positive, [count, count, 1]), reshape(negative, [count, 1, count]));
  return flat(sub(reshape(d, [count, count, 1]), reshape(d, [count, 1, count])), weightOf(table, valid));
}

function unitDistances({ embeddings }: LabelTable): Tensor {
  const unit = l2Normalise(embeddings);
  return euclidean().pairs(unit, unit);
}

function flat(x: Tensor, weight: Tensor): Gaps {
  return { x: reshape(x, [1, -1]), weight: reshape(weight, [1, -1]) };
}

/** The running histogram with this batch in it; a batch without triplets leaves it as it was. */
function followed(table: LabelTable, { scope }: LossContext, now: Tensor, momentum: number): Tensor {
  const before = scope.state("histogram", [Number(now.shape[0])], zeros);
  const known = cast(greater(reduceSum(before), number(table, 0)), now.dtype);
  const some = cast(greater(reduceSum(detach(now)), number(table, 0)), now.dtype);
  // 1 at first, then the momentum; 0 where there is nothing new.
  const share = mul(some, sub(number(table, 1), mul(known, number(table, 1 - momentum))));
  const after = add(mul(before, sub(number(table, 1), share)), mul(now, share));
  if (scope.training) scope.update(before, detach(after));
  return after;
}
