// Which triplets of a batch the triplet loss takes by itself.
//
//   all         every (anchor, positive, negative)
//   hard        per anchor: the farthest positive and the nearest negative
//   semi-hard   per same pair: the nearest negative beyond the positive, else the farthest one
//
// "hard" is batch-hard (Hermans, Beyer, Leibe 2017, equation 5); "semi-hard" chooses among FaceNet's semi-hard negatives
// (Schroff, Kalenichenko, Philbin 2015, section 3.2) as TensorFlow Addons does: a same pair without one still counts. The
// miners batch-hard and batch-easy-hard are the same but for that.

import { type Tensor, detach, gatherElements, ints, max, min, sub } from "../graph/index.js";
import { extremePair } from "../miners/batch-easy-hard.js";
import type { LabelMasks } from "../miners/labels.js";
import type { Mined } from "../miners/miner.js";
import { ranks, sortedWhere } from "../miners/ranks.js";

export type Mining = "all" | "hard" | "semi-hard";

export const miningNames: readonly Mining[] = ["all", "hard", "semi-hard"];

/** The triplets of a batch. distances: `[N, R]`. */
export function minedBy(mining: Mining, distances: Tensor, { positive, negative }: LabelMasks): Mined {
  const fixed = detach(distances);
  switch (mining) {
    case "all":
      return { positive, negative };
    case "hard":
      return extremePair({ distances: fixed, positive, negative }, "hard", "hard");
    case "semi-hard": {
      const sorted = sortedWhere(negative, fixed);
      const last = max(sub(sorted.count, ints([1])), ints([0]));
      const chosen = gatherElements(sorted.order, min(ranks(sorted, fixed, true), last), 1);
      return { positive, negative, triplets: { by: "negative", negative: chosen } };
    }
  }
}
