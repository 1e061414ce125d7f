// Which triplets of a labelled batch count, chosen inside the graph from the matrix of all distances.
//
//   all         every (anchor, positive, negative)                                                  N x N x N
//   hard        per anchor: the farthest positive and the nearest negative                          N
//   semi-hard   per same pair: the nearest negative beyond the positive, else the farthest one      N x N
//
// "hard" is batch-hard (Hermans, Beyer, Leibe 2017, equation 5); "semi-hard" chooses among FaceNet's semi-hard negatives
// (Schroff, Kalenichenko, Philbin 2015, section 3.2) as TensorFlow Addons does. Choosing has no gradient, what is chosen has.
//
// Entries that are no positive, or no negative, get a distance beyond all others, which makes their triplets cost nothing.

import {
  type Tensor,
  add,
  argMax,
  argMin,
  cast,
  detach,
  expand,
  gatherElements,
  greater,
  min,
  mul,
  reduceMax,
  reduceMin,
  reduceSum,
  reshape,
  scalar,
  sub,
  where,
} from "../graph/index.js";
import { labelMasks } from "./labels.js";

/** Larger than any distance, and still finite after a few additions in float32. */
const FAR = 1e30;

/** Distances of the triplets that count. */
export interface Triplets {
  /** Anchor to positive, less anchor to negative: of any shape; about -FAR or lower where there is no triplet. */
  readonly gap: Tensor;
  /** Number of triplets: `[]`. */
  readonly count: Tensor;
}

export type Mining = "all" | "hard" | "semi-hard";

export const miningNames: readonly Mining[] = ["all", "hard", "semi-hard"];

interface Table {
  /** `[N, N]` */
  readonly distances: Tensor;
  /** Same label, another row: bool `[N, N]`. */
  readonly positive: Tensor;
  /** Another label: bool `[N, N]`. */
  readonly negative: Tensor;
  /** Distances, and -FAR where there is no positive. */
  readonly toPositive: Tensor;
  /** Distances, and FAR where there is no negative. */
  readonly toNegative: Tensor;
}

/** The triplets of a batch. distances: `[N, N]`, labels: int64 `[N]`. `swap`: see losses/triplet.ts; "all" only. */
export function mineTriplets(distances: Tensor, labels: Tensor, mining: Mining, swap: boolean): Triplets {
  const table = tableOf(distances, labels);
  switch (mining) {
    case "all":
      return allTriplets(table, swap);
    case "hard":
      return hardTriplets(table);
    case "semi-hard":
      return semiHardTriplets(table);
  }
}

function tableOf(distances: Tensor, labels: Tensor): Table {
  const { positive, negative } = labelMasks(labels);
  return {
    ...{ distances, positive, negative },
    toPositive: where(positive, distances, scalar(-FAR, distances.dtype)),
    toNegative: where(negative, distances, scalar(FAR, distances.dtype)),
  };
}

function allTriplets({ positive, negative, toPositive, toNegative }: Table, swap: boolean): Triplets {
  const count = Number(positive.shape[0]);
  const fromAnchor = reshape(toNegative, [count, 1, count]);
  const nearer = swap ? min(fromAnchor, reshape(toNegative, [1, count, count])) : fromAnchor;
  const each = (mask: Tensor): Tensor => reduceSum(cast(mask, toPositive.dtype), [1]);
  return {
    gap: sub(reshape(toPositive, [count, count, 1]), nearer),
    count: reduceSum(mul(each(positive), each(negative))),
  };
}

function hardTriplets({ positive, negative, toPositive, toNegative }: Table): Triplets {
  const any = (mask: Tensor): Tensor => reduceMax(cast(mask, toPositive.dtype), [1]);
  return {
    gap: sub(reduceMax(toPositive, [1]), reduceMin(toNegative, [1])),
    count: reduceSum(mul(any(positive), any(negative))),
  };
}

function semiHardTriplets({ distances, positive, negative, toPositive }: Table): Triplets {
  const count = Number(distances.shape[0]);
  const { dtype } = distances;
  // Positives at -FAR: none of them lies beyond anything.
  const negatives = where(negative, detach(distances), scalar(-FAR, dtype));
  const candidates = reshape(negatives, [count, 1, count]);
  const beyond = greater(candidates, reshape(detach(distances), [count, count, 1]));
  const nearest = argMin(where(beyond, candidates, scalar(FAR, dtype)), 2);
  const found = greater(gatherElements(negatives, nearest, 1), detach(distances));
  const farthest = expand(argMax(negatives, 1, true), [count, count]);
  const toChosen = gatherElements(distances, where(found, nearest, farthest), 1);
  const valid = mul(cast(positive, dtype), reduceMax(cast(negative, dtype), [1], true));
  const missing = mul(sub(valid, scalar(1, dtype)), scalar(FAR, dtype));
  return { gap: add(sub(toPositive, toChosen), missing), count: reduceSum(valid) };
}
