// Per anchor an easy, a hard or a semi-hard positive, and an easy, a hard or a semi-hard negative; or all of either.
//
//   positives   easy: the nearest          hard: the farthest        semi-hard: the farthest nearer than the negative
//   negatives   easy: the farthest         hard: the nearest         semi-hard: the nearest farther than the positive
//
// Xuan, Stylianou, Pless 2020 (easy positives, with hard or semi-hard negatives); hard and hard is batch-hard of Hermans, Beyer,
// Leibe 2017, equation 5. Semi-hard beside "all" is chosen for each of the others by itself: all positives with semi-hard
// negatives are FaceNet's semi-hard triplets of which the hardest counts. An anchor for which one side finds nothing has no
// triplet, and no pair unless the other side is "all".

import { check } from "../core/errors.js";
import { checkChoice } from "../core/options.js";
import {
  type Tensor,
  and,
  detach,
  dimensions,
  expand,
  gatherElements,
  greater,
  less,
  ints,
  max,
  min,
  sub,
} from "../graph/index.js";
import { type Extreme, chosenMask, columnMask, extreme, withinRange } from "./choose.js";
import { batchMasks, referencesOf } from "./labels.js";
import type { LabelledBatch, Mined, Miner, MinerContext } from "./miner.js";
import { ranks, sortedWhere } from "./ranks.js";

export type Strategy = "easy" | "hard" | "semi-hard" | "all";

export const strategyNames: readonly Strategy[] = ["easy", "hard", "semi-hard", "all"];

export interface BatchEasyHardOptions {
  /** @defaultValue "easy" */
  readonly posStrategy?: Strategy;
  /** @defaultValue "semi-hard" */
  readonly negStrategy?: Strategy;
  /** Least and greatest distance of positives that may be chosen. @defaultValue any */
  readonly allowedPosRange?: readonly [number, number];
  /** Least and greatest distance of negatives that may be chosen. @defaultValue any */
  readonly allowedNegRange?: readonly [number, number];
}

/** Throws INVALID_OPTION for semi-hard on both sides: each is chosen by the other. */
export function batchEasyHard({
  posStrategy = "easy",
  negStrategy = "semi-hard",
  allowedPosRange,
  allowedNegRange,
}: BatchEasyHardOptions = {}): Miner {
  const where = "batch-easy-hard";
  checkChoice(where, "posStrategy", posStrategy, strategyNames);
  checkChoice(where, "negStrategy", negStrategy, strategyNames);
  check(posStrategy !== "semi-hard" || negStrategy !== "semi-hard", "INVALID_OPTION", () => {
    return `${where}: posStrategy and negStrategy cannot both be "semi-hard": each is chosen by the other`;
  });
  for (const [name, range] of Object.entries({ allowedPosRange, allowedNegRange })) checkDistances(where, name, range);
  const ranges = { ...(allowedPosRange && { allowedPosRange }), ...(allowedNegRange && { allowedNegRange }) };
  return {
    name: where,
    options: { posStrategy, negStrategy, ...ranges },
    mine: (batch, context) => easyHardPairs(batch, context, { posStrategy, negStrategy, ...ranges }),
  };
}

export interface Candidates {
  /** `[N, R]`, without gradient. */
  readonly distances: Tensor;
  readonly positive: Tensor;
  readonly negative: Tensor;
}

/** What the options choose; both strategies are given. */
export function easyHardPairs(
  batch: LabelledBatch,
  { distance }: Pick<MinerContext, "distance">,
  { posStrategy, negStrategy, allowedPosRange, allowedNegRange }: BatchEasyHardOptions,
): Mined {
  const distances = detach(distance.pairs(batch.embeddings, referencesOf(batch)));
  const masks = batchMasks(batch);
  const positive = withinRange(masks.positive, distances, allowedPosRange);
  const negative = withinRange(masks.negative, distances, allowedNegRange);
  const candidates = { distances, positive, negative };
  if (posStrategy === "all" && negStrategy === "all") return { positive, negative };
  if (posStrategy === "all") return allPositives(candidates, negStrategy!);
  if (negStrategy === "all") return allNegatives(candidates, posStrategy!);
  return extremePair(candidates, posStrategy!, negStrategy!);
}

/** One positive and one negative of each anchor; not both semi-hard. */
export function extremePair(
  { distances, positive, negative }: Candidates,
  forPositive: Strategy,
  forNegative: Strategy,
): Mined {
  let p: Extreme;
  let n: Extreme;
  if (forPositive === "semi-hard") {
    n = extreme(distances, negative, forNegative === "easy" ? "farthest" : "nearest");
    p = extreme(distances, and(positive, less(distances, n.distance)), "farthest");
  } else {
    p = extreme(distances, positive, forPositive === "easy" ? "nearest" : "farthest");
    const candidates = forNegative === "semi-hard" ? and(negative, greater(distances, p.distance)) : negative;
    n = extreme(distances, candidates, forNegative === "easy" ? "farthest" : "nearest");
  }
  const [rows, width] = dimensions(distances.shape, "batch-easy-hard") as [number, number];
  const both = and(p.found, n.found);
  return {
    positive: and(both, columnMask(p.index, width)),
    negative: and(both, columnMask(n.index, width)),
    triplets: { by: "negative", negative: expand(n.index, [rows, width]) },
  };
}

function allPositives({ distances, positive, negative }: Candidates, forNegative: Strategy): Mined {
  const [rows, width] = dimensions(distances.shape, "batch-easy-hard") as [number, number];
  if (forNegative !== "semi-hard") {
    const n = extreme(distances, negative, forNegative === "easy" ? "farthest" : "nearest");
    const chosen = { by: "negative", negative: expand(n.index, [rows, width]) } as const;
    return { positive, negative: and(n.found, columnMask(n.index, width)), triplets: chosen };
  }
  const sorted = sortedWhere(negative, distances);
  const nextIndex = ranks(sorted, distances, true);
  const found = and(positive, less(nextIndex, sorted.count));
  const chosen = gatherElements(sorted.order, min(nextIndex, ints([width - 1])), 1);
  return { positive: found, negative: chosenMask(chosen, found), triplets: { by: "negative", negative: chosen } };
}

function allNegatives({ distances, positive, negative }: Candidates, forPositive: Strategy): Mined {
  const [rows, width] = dimensions(distances.shape, "batch-easy-hard") as [number, number];
  if (forPositive !== "semi-hard") {
    const p = extreme(distances, positive, forPositive === "easy" ? "nearest" : "farthest");
    const chosen = { by: "positive", positive: expand(p.index, [rows, width]) } as const;
    return { positive: and(p.found, columnMask(p.index, width)), negative, triplets: chosen };
  }
  const sorted = sortedWhere(positive, distances);
  const nearer = ranks(sorted, distances, false);
  const found = and(negative, greater(nearer, ints([0])));
  const chosen = gatherElements(sorted.order, max(sub(nearer, ints([1])), ints([0])), 1);
  return { positive: chosenMask(chosen, found), negative: found, triplets: { by: "positive", positive: chosen } };
}

function checkDistances(where: string, name: string, range: unknown): void {
  if (range === undefined) return;
  const [least, most] = Array.isArray(range) ? (range as unknown[]) : [];
  const fits = typeof least === "number" && typeof most === "number" && least >= 0 && least <= most;
  check(fits, "INVALID_OPTION", () => {
    return `${where}: ${name} must be two distances [least, most], 0 <= least <= most, got ${JSON.stringify(range)}`;
  });
}
