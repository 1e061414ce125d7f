// Triplets by their gap, how much farther the negative is than the positive: g = d(a, n) - d(a, p).
//
//   all         g <= margin           whatever breaks the margin
//   hard        g <= 0                the negative is nearer
//   semi-hard   0 < g <= margin       the negative is farther, but by too little (FaceNet, section 3.2)
//   easy        g > margin            the others
//
// Schroff, Kalenichenko, Philbin 2015; named and bounded as PyTorch Metric Learning's TripletMarginMiner, which lists
// triplets. Here they are a condition, and which pairs are in one is found by ranks: N x R numbers, not N x R x R.

import { checkChoice, checkRange } from "../core/options.js";
import { type Tensor, add, and, detach, greater, scalar, sub } from "../graph/index.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { Miner } from "./miner.js";
import { ranks, sortedWhere } from "./ranks.js";

export type TripletType = "all" | "hard" | "semi-hard" | "easy";

export const tripletTypes: readonly TripletType[] = ["all", "hard", "semi-hard", "easy"];

export interface TripletMarginOptions {
  /** In units of the distance; >= 0. @defaultValue 0.2 of the distance's unit: 0.2 for Euclidean, 0.1 for cosine */
  readonly margin?: number;
  /** @defaultValue "all" */
  readonly typeOfTriplets?: TripletType;
}

export function tripletMargin({ margin, typeOfTriplets = "all" }: TripletMarginOptions = {}): Miner {
  if (margin !== undefined) checkRange("triplet-margin", "margin", margin, { from: 0 });
  checkChoice("triplet-margin", "typeOfTriplets", typeOfTriplets, tripletTypes);
  return {
    name: "triplet-margin",
    options: { ...(margin !== undefined && { margin }), typeOfTriplets },
    mine(batch, { distance, unit }) {
      const distances = detach(distance.pairs(batch.embeddings, referencesOf(batch)));
      const { positive, negative } = batchMasks(batch);
      const gap = gapOf(typeOfTriplets, margin ?? 0.2 * unit);
      const shifted = (by: number): Tensor => add(distances, scalar(by, distances.dtype));
      const [negatives, positives] = [sortedWhere(negative, distances), sortedWhere(positive, distances)];
      // Of positive p: negatives n with above < d(n) - d(p) <= upTo. Of negative n: the same, seen from d(p).
      const { above, upTo } = gap;
      const beyond = upTo === undefined ? negatives.count : ranks(negatives, shifted(upTo), true);
      const nearer =
        above === undefined ? sub(negatives.count, negatives.count) : ranks(negatives, shifted(above), true);
      const under = above === undefined ? positives.count : ranks(positives, shifted(-above), false);
      const tooNear =
        upTo === undefined ? sub(positives.count, positives.count) : ranks(positives, shifted(-upTo), false);
      return {
        positive: and(positive, greater(beyond, nearer)),
        negative: and(negative, greater(under, tooNear)),
        triplets: { by: "gap", ...gap },
      };
    },
  };
}

interface Gap {
  readonly above?: number;
  readonly upTo?: number;
}

function gapOf(type: TripletType, margin: number): Gap {
  switch (type) {
    case "all":
      return { upTo: margin };
    case "hard":
      return { upTo: 0 };
    case "semi-hard":
      return { above: 0, upTo: margin };
    case "easy":
      return { above: margin };
  }
}
