// Contrastive loss: pulls same pairs together and pushes different ones past a margin.
//
//   same pair        1/2 max(0, d - positiveMargin)^2
//   different pair   1/2 max(0, margin - d)^2
//
// Hadsell, Chopra, LeCun 2006, equation 4, with positiveMargin 0; their Y is 0 for a same pair and 1 for a different one, and
// they sum where this takes a mean. The different pairs' term is a squared hinge of the distance, not the hinge of a squared
// distance, whose gradient would vanish where two different pictures coincide.
//
// Libraries differ in the square, the 1/2, the mean and the distance; each is an option. PyTorch Metric Learning's
// ContrastiveLoss is { squared: false, half: false, balance: "sum", reducer: "mean-of-non-zero" } on embeddings of length 1.

import { check } from "../core/errors.js";
import { checkFlag, checkRange } from "../core/options.js";
import { type Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import { type Tensor, mul, relu, scalar, square, sub } from "../graph/index.js";
import { namedDistance } from "./distance-option.js";
import type { Loss } from "./loss.js";
import { marginUnit } from "./margin-unit.js";
import { type Balance, checkBalance, pairDistances, pairMasks, pairMetrics, reducedPairs } from "./pair-table.js";
import { meanReducer } from "./reducers/mean.js";
import type { Reducer } from "./reducers/reducer.js";
import { namedReducer } from "./reducers/registry.js";

export interface ContrastiveOptions {
  /**
   * Different pairs farther apart than this cost nothing; > positiveMargin, in units of `distance`.
   *
   * @defaultValue 1 for the Euclidean distances, 0.5 for cosine, sqrt(2 D / pi) for Manhattan (margin-unit.ts)
   */
  readonly margin?: number;
  /** Same pairs nearer than this cost nothing; >= 0. @defaultValue 0 */
  readonly positiveMargin?: number;
  /** Whether what lies beyond a margin costs its square, or itself. @defaultValue true */
  readonly squared?: boolean;
  /** Whether every pair costs half of that. @defaultValue true */
  readonly half?: boolean;
  /**
   * Whether same and different pairs weigh half each, whatever their numbers: half the mean over same pairs plus half the
   * mean over different ones. Where half of the pairs are same this is the paper's mean over all pairs; where all pairs of a
   * labelled batch are taken, few of them are same, and a plain mean would all but leave them out. "sum" is the sum of the
   * two means.
   *
   * @defaultValue true
   */
  readonly balance?: Balance;
  /** How the pairs' costs become one number. @defaultValue `meanReducer()` */
  readonly reducer?: Reducer;
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels (all pairs of the batch) or pairs. Metrics: active, meanPositive, meanNegative, degenerate. */
export function contrastive({
  margin,
  positiveMargin = 0,
  squared = true,
  half = true,
  balance = true,
  reducer = meanReducer(),
  distance = euclidean(),
}: ContrastiveOptions = {}): Loss {
  checkRange("contrastive", "positiveMargin", positiveMargin, { from: 0 });
  checkFlag("contrastive", "squared", squared);
  checkFlag("contrastive", "half", half);
  checkBalance("contrastive", balance);
  if (margin !== undefined) checkRange("contrastive", "margin", margin, { above: positiveMargin });
  const named = { reducer: namedReducer(reducer), distance: namedDistance(distance) };
  return {
    name: "contrastive",
    options: { ...(margin !== undefined && { margin }), positiveMargin, squared, half, balance, ...named },
    distance,
    needs: "either",
    build(batch, { classes }) {
      const masks = pairMasks("contrastive", batch);
      const d = pairDistances(batch, distance);
      const reach = margin ?? marginUnit(distance, Number(batch.embeddings.shape[1]));
      check(reach > positiveMargin, "INVALID_OPTION", () => {
        return `contrastive: margin must be > positiveMargin, got ${reach} (the default) and ${positiveMargin}`;
      });
      const constant = (value: number): Tensor => scalar(value, d.dtype);
      const cost = (beyond: Tensor): Tensor => {
        const whole = squared ? square(beyond) : beyond;
        return half ? mul(whole, constant(0.5)) : whole;
      };
      const pull = cost(positiveMargin === 0 ? d : relu(sub(d, constant(positiveMargin))));
      const push = cost(relu(sub(constant(reach), d)));
      const context = { labels: batch.labels, classes };
      const { loss, active } = reducedPairs({ pull, push }, masks, balance, reducer, context);
      return { loss, metrics: { active, ...pairMetrics(d, masks) } };
    },
  };
}
