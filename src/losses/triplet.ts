// Triplet loss: an anchor must be nearer to its positive than to its negative, by a margin.
//
//   L = max(0, d(a, p) - d(a, n) + margin)              soft: ln(1 + e^(d(a, p) - d(a, n) + margin))
//
// Weinberger, Saul 2009; Schroff, Kalenichenko, Philbin 2015 (FaceNet), equation 2, whose d is the squared Euclidean distance
// of vectors of length 1; the soft form is Hermans, Beyer, Leibe 2017's. Which triplets count a miner says, or `mining`:
// triplet-mining.ts. How they are summed up: triplet-costs.ts.

import { check } from "../core/errors.js";
import { checkChoice, checkFlag, checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import { reduceSum } from "../graph/index.js";
import { batchMasks, referencesOf } from "../miners/labels.js";
import { checkLabels } from "./check-labels.js";
import { namedDistance } from "./distance-option.js";
import type { Loss } from "./loss.js";
import { marginUnit } from "./margin-unit.js";
import { pairMasks, pairMetrics } from "./pair-table.js";
import { meanOfNonZeroReducer } from "./reducers/mean-of-non-zero.js";
import { meanReducer } from "./reducers/mean.js";
import { type Reducer, ratioOrZero } from "./reducers/reducer.js";
import { namedReducer } from "./reducers/registry.js";
import { tripletCosts } from "./triplet-costs.js";
import { type Mining, minedBy, miningNames } from "./triplet-mining.js";

export interface TripletOptions {
  /**
   * How much farther the negative must be, in units of `distance`; > 0, or >= 0 where soft.
   *
   * @defaultValue 0.2 for the Euclidean distances, 0.1 for cosine, 0.2 sqrt(2 D / pi) for Manhattan; 0 where soft
   */
  readonly margin?: number;
  /** Which triplets count, where no miner chooses them. @defaultValue "semi-hard" */
  readonly mining?: Mining;
  /** Whether satisfied triplets go on being pushed apart, ever less. Of all: N x N x N numbers. @defaultValue false */
  readonly soft?: boolean;
  /**
   * Whether the negative is measured from the anchor or the positive, whichever it is nearer to (Balntas et al. 2016).
   * With mining "all" only; takes memory of N x N x N numbers.
   *
   * @defaultValue false
   */
  readonly swap?: boolean;
  /**
   * How the triplets' costs become one number. The mean over all triplets fades as those that cost something become few.
   *
   * @defaultValue `meanOfNonZeroReducer()` for mining "all", otherwise `meanReducer()`
   */
  readonly reducer?: Reducer;
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active, meanPositive, meanNegative, degenerate. A batch without triplets costs 0. */
export function triplet({
  margin,
  mining = "semi-hard",
  soft = false,
  swap = false,
  reducer = mining === "all" ? meanOfNonZeroReducer() : meanReducer(),
  distance = euclidean(),
}: TripletOptions = {}): Loss {
  checkChoice("triplet", "mining", mining, miningNames);
  checkFlag("triplet", "soft", soft);
  checkFlag("triplet", "swap", swap);
  if (margin !== undefined) checkRange("triplet", "margin", margin, soft ? { from: 0 } : { above: 0 });
  check(!swap || mining === "all", "INVALID_OPTION", `triplet: swap needs mining "all", got "${mining}"`);
  const named = { reducer: namedReducer(reducer), distance: namedDistance(distance) };
  return {
    name: "triplet",
    options: { ...(margin !== undefined && { margin }), mining, soft, swap, ...named },
    distance,
    needs: "labels",
    build(batch, { classes }) {
      const { embeddings } = batch;
      const labels = checkLabels("triplet", batch);
      const { pairs: _, ...labelled } = { ...batch, labels };
      const masks = pairMasks("triplet", labelled);
      const references = referencesOf(batch);
      const distances = distance.pairs(embeddings, references);
      const wanted = margin ?? (soft ? 0 : 0.2 * marginUnit(distance, Number(embeddings.shape[1])));
      const mined = batch.mined ?? minedBy(mining, distances, batchMasks(labelled));
      const { costs, active } = tripletCosts(distances, mined, {
        ...{ margin: wanted, soft, itemwise: reducer.itemwise },
        ...(swap && { swap: references === embeddings ? distances : distance.pairs(references, references) }),
      });
      const share = ratioOrZero(reduceSum(active), reduceSum(costs.weight));
      return {
        loss: reducer.reduce(costs, { labels, classes }),
        metrics: { active: share, ...pairMetrics(distances, masks) },
      };
    },
  };
}
