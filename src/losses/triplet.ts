// Triplet loss: an anchor must be nearer to its positive than to its negative, by a margin.
//
//   L = max(0, d(a, p) - d(a, n) + margin)              soft: ln(1 + e^(d(a, p) - d(a, n) + margin))
//
// Weinberger, Saul 2009; Schroff, Kalenichenko, Philbin 2015 (FaceNet), equation 2, whose d is the squared Euclidean distance
// of vectors of length 1; the soft form is Hermans, Beyer, Leibe 2017's. Which triplets count a miner says, or `mining`:
// triplet-mining.ts. How they are summed up: triplet-costs.ts.

import { KindredError, check } from "../core/errors.js";
import { checkChoice, checkFlag, checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import { euclidean } from "../distances/euclidean.js";
import { type Tensor, div, max, scalar } from "../graph/index.js";
import { batchMasks, referencesOf } from "../miners/labels.js";
import { namedDistance } from "./distance-option.js";
import type { Loss } from "./loss.js";
import { marginUnit } from "./margin-unit.js";
import { meanDistances, pairMasks } from "./pair-table.js";
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
   * Whether the mean is over the triplets that count, or over those of them that cost something: as training goes on the
   * latter become few, and the mean over all fades.
   *
   * @defaultValue "active" for mining "all", otherwise "all"
   */
  readonly average?: "active" | "all";
  /** @defaultValue `euclidean()` */
  readonly distance?: Distance;
}

/** Labels. Metrics: active, meanPositive, meanNegative. A batch without triplets costs 0. */
export function triplet({
  margin,
  mining = "semi-hard",
  soft = false,
  swap = false,
  average = mining === "all" ? "active" : "all",
  distance = euclidean(),
}: TripletOptions = {}): Loss {
  checkChoice("triplet", "mining", mining, miningNames);
  checkChoice("triplet", "average", average, ["active", "all"]);
  checkFlag("triplet", "soft", soft);
  checkFlag("triplet", "swap", swap);
  if (margin !== undefined) checkRange("triplet", "margin", margin, soft ? { from: 0 } : { above: 0 });
  check(!swap || mining === "all", "INVALID_OPTION", `triplet: swap needs mining "all", got "${mining}"`);
  const distanceName = namedDistance(distance);
  return {
    name: "triplet",
    options: { ...(margin !== undefined && { margin }), mining, soft, swap, average, distance: distanceName },
    distance,
    needs: "labels",
    build(batch) {
      const { embeddings, labels } = batch;
      if (labels === undefined) throw new KindredError("DATA_INVALID", "triplet: needs labels; the batch has none");
      const { pairs: _, ...labelled } = { ...batch, labels };
      const masks = pairMasks("triplet", labelled);
      const references = referencesOf(batch);
      const distances = distance.pairs(embeddings, references);
      const wanted = margin ?? (soft ? 0 : 0.2 * marginUnit(distance, Number(embeddings.shape[1])));
      const mined = batch.mined ?? minedBy(mining, distances, batchMasks(labelled));
      const costs = tripletCosts(distances, mined, {
        ...{ margin: wanted, soft },
        ...(swap && { swap: references === embeddings ? distances : distance.pairs(references, references) }),
      });
      // Where soft, every triplet costs something.
      const divisor = average === "active" && !soft ? costs.active : costs.count;
      return {
        loss: costs.over(atLeastOne(divisor)),
        metrics: { active: div(costs.active, atLeastOne(costs.count)), ...meanDistances(distances, masks) },
      };
    },
  };
}

function atLeastOne(count: Tensor): Tensor {
  return max(count, scalar(1, count.dtype));
}
