// Batches of P pairs of a pairs file, half of them same and half different (or another share) whatever the file's
// proportion, because a network that sees nine different pairs in ten learns to say "different". Either kind has its turns equally often. Pairs with scores are
// drawn as they are, each equally often: how many of them are alike is part of what they say.

import { KindredError } from "../core/errors.js";
import type { Pair } from "../core/embeddings.js";
import { checkCount, checkNames, checkRange } from "../core/options.js";
import { balancedDraws } from "./balanced-draws.js";
import type { Dataset } from "./dataset.js";

export interface PairBatchesOptions {
  /** P: pairs in a batch; at least 2. Of an odd number the extra one is same. */
  readonly pairs: number;
  readonly seed: number;
  /** Share of a batch's pairs that is same, 0..1; at least one pair is of either kind. @defaultValue 0.5 */
  readonly same?: number;
  /**
   * Whether all pairs may be of one kind, for losses that find the other kind in the batch; they are then drawn as pairs with
   * scores are. @defaultValue false
   */
  readonly oneKind?: boolean;
}

export interface PairBatch {
  /** Positions in the dataset's `items`, `[2 * P]`: first the left sides of all pairs, then the right sides. */
  readonly indices: Int32Array;
  /** 1 same, 0 different, `[P]`. */
  readonly same: Uint8Array;
  /** How alike, 0..1, `[P]`; where the file has scores. */
  readonly score?: Float32Array;
}

export interface PairBatches {
  /** Pictures in a batch: 2 * P. */
  readonly batchSize: number;
  /** Steps after which about as many pairs were drawn as there are. */
  readonly stepsPerEpoch: number;
  /** Batch number `step`, from 0. The same for the same arguments, in whatever order steps are asked for. */
  at(step: number): PairBatch;
}

/** Throws INVALID_OPTION, INVALID_INPUT (no pairs in the dataset), DATA_TOO_FEW where all pairs are of one kind. */
export function pairBatches(dataset: Dataset, options: PairBatchesOptions): PairBatches {
  const { pairs: P, seed, same: share = 0.5, oneKind = false } = options;
  checkNames("pair batches", { ...options }, ["pairs", "seed", "same", "oneKind"]);
  checkRange("pair batches", "same", share, { above: 0, below: 1 });
  checkCount("pair batches", "pairs", P, 2);
  checkCount("pair batches", "seed", seed, 0);
  const { pairs } = dataset;
  if (pairs === undefined) throw new KindredError("INVALID_INPUT", "pair batches: expected a dataset of a pairs file");
  const asTheyAre = isGraded(pairs) || (oneKind && pairs.every((pair) => pair.same === pairs[0]!.same));
  const draw = asTheyAre ? drawAny(pairs, P, seed) : drawShares(pairs, P, share, seed);
  const at = (step: number): PairBatch => {
    const drawn = draw(step);
    const indices = Int32Array.from([...drawn.map(({ a }) => a), ...drawn.map(({ b }) => b)]);
    const same = Uint8Array.from(drawn, (pair) => Number(pair.same));
    return { indices, same, ...(isGraded(pairs) && { score: Float32Array.from(drawn, ({ score }) => score!) }) };
  };
  return { batchSize: 2 * P, stepsPerEpoch: Math.ceil(pairs.length / P), at };
}

/** Whether pairs come with scores. */
export function isGraded(pairs: readonly Pair[]): boolean {
  return pairs[0]?.score !== undefined;
}

type Draws = (step: number) => readonly Pair[];

function drawAny(pairs: readonly Pair[], P: number, seed: number): Draws {
  const draw = balancedDraws({ n: pairs.length, k: P, seed, stream: ["graded pairs"] });
  return (step) => Array.from(draw(step), (i) => pairs[i]!);
}

function drawShares(pairs: readonly Pair[], P: number, share: number, seed: number): Draws {
  const same = pairs.filter((pair) => pair.same);
  const different = pairs.filter((pair) => !pair.same);
  if (same.length === 0 || different.length === 0) {
    const [there, absent] = same.length === 0 ? ["different", "same"] : ["same", "different"];
    throw new KindredError(
      "DATA_TOO_FEW",
      `pair batches: all ${pairs.length} pairs are ${there}; some must be ${absent}`,
    );
  }
  const many = sameOf(P, share);
  const drawSame = balancedDraws({ n: same.length, k: many, seed, stream: ["same pairs"] });
  const drawDifferent = balancedDraws({ n: different.length, k: P - many, seed, stream: ["different pairs"] });
  return (step) => [
    ...Array.from(drawSame(step), (i) => same[i]!),
    ...Array.from(drawDifferent(step), (i) => different[i]!),
  ];
}

/** How many of P pairs are same; of an odd number shared evenly the extra one is. */
export function sameOf(P: number, share: number): number {
  return Math.min(P - 1, Math.max(1, Math.ceil(P * share - 1e-9)));
}
