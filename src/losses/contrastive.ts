// Contrastive loss: pulls same pairs together and pushes different ones past a margin.
//
//   same pair        1/2 max(0, d - positiveMargin)^2
//   different pair   1/2 max(0, margin - d)^2
//
// Hadsell, Chopra, LeCun 2006, equation 4, with positiveMargin 0; their Y is 0 for a same pair and 1 for a different one, and
// they sum where this takes a mean. The different pairs' term is a squared hinge of the distance, not the hinge of a squared
// distance, whose gradient would vanish where two different pictures coincide.
//
// PyTorch Metric Learning's ContrastiveLoss is another formula: neither squared nor halved, on embeddings of length 1, each term
// averaged over its non-zero entries only. No option turns this one into it.

import { check } from "../core/errors.js";
import { checkFlag, checkRange } from "../core/options.js";
import { type Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import { type Tensor, add, mul, relu, scalar, square, sub } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import type { Loss } from "./loss.js";
import { marginUnit } from "./margin-unit.js";
import { meanDistances, meanOverPairs, pairDistances, pairMasks, shareActive } from "./pair-table.js";

export interface ContrastiveOptions {
  /**
   * Different pairs farther apart than this cost nothing; > positiveMargin, in units of `distance`.
   *
   * @defaultValue 1 for the Euclidean distances, 0.5 for cosine, sqrt(2 D / pi) for Manhattan (margin-unit.ts)
   */
  readonly margin?: number;
  /** Same pairs nearer than this cost nothing; >= 0. @defaultValue 0 */
  readonly positiveMargin?: number;
  /**
   * Whether same and different pairs weigh half each, whatever their numbers: half the mean over same pairs plus half the
   * mean over different ones. Where half of the pairs are same this is the paper's mean over all pairs; where all pairs of a
   * labelled batch are taken, few of them are same, and a plain mean would all but leave them out.
   *
   * @defaultValue true
   */
  readonly balance?: boolean;
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels (all pairs of the batch) or pairs. Metrics: active, meanPositive, meanNegative. */
export function contrastive({
  margin,
  positiveMargin = 0,
  balance = true,
  distance = euclidean(),
}: ContrastiveOptions = {}): Loss {
  checkRange("contrastive", "positiveMargin", positiveMargin, { from: 0 });
  checkFlag("contrastive", "balance", balance);
  if (margin !== undefined) checkRange("contrastive", "margin", margin, { above: positiveMargin });
  return {
    name: "contrastive",
    options: { ...(margin !== undefined && { margin }), positiveMargin, balance, distance: namedDistance(distance) },
    distance,
    needs: "either",
    build(batch) {
      const masks = pairMasks("contrastive", batch);
      const d = pairDistances(batch, distance);
      const reach = margin ?? marginUnit(distance, Number(batch.embeddings.shape[1]));
      check(reach > positiveMargin, "INVALID_OPTION", () => {
        return `contrastive: margin must be > positiveMargin, got ${reach} (the default) and ${positiveMargin}`;
      });
      const constant = (value: number): Tensor => scalar(value, d.dtype);
      const pull = square(positiveMargin === 0 ? d : relu(sub(d, constant(positiveMargin))));
      const push = square(relu(sub(constant(reach), d)));
      const cost = mul(add(mul(pull, masks.same), mul(push, masks.different)), constant(0.5));
      return {
        loss: meanOverPairs(cost, masks, balance),
        metrics: { active: shareActive(cost, masks), ...meanDistances(d, masks) },
      };
    },
  };
}
