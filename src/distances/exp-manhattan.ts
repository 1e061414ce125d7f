// The similarity of the Manhattan LSTM, and the distance that goes with it.
//
//   similarity(a, b) = exp(-Σ_k |a_k - b_k|)          1 identical .. 0
//   d(a, b) = 1 - similarity(a, b)                     0 .. 1
//
// Mueller, Thyagarajan 2016 (MaLSTM), section 3. It orders neighbours as the Manhattan distance does, on a scale that graded
// similarities can be compared with. In float32 it is 1 for every Manhattan distance above 17: embeddings must be small for it.

import { type Tensor, scalar } from "../graph/tensor.js";
import { exp } from "../graph/ops/exp.js";
import { neg } from "../graph/ops/neg.js";
import { sub } from "../graph/ops/sub.js";
import type { Distance, Vector } from "./distance.js";
import { manhattanDistance } from "./manhattan.js";
import { manhattanPairs, manhattanRows } from "./manhattan-graph.js";

/** exp(-Σ |a - b|), 0..1. A NaN, or one infinity on both sides, gives NaN; one infinity alone gives 0. */
export function expManhattanSimilarity(a: Vector, b: Vector): number {
  return Math.exp(-manhattanDistance(a, b));
}

/** 1 - exp(-Σ |a - b|), 0..1. A NaN, or one infinity on both sides, gives NaN; one infinity alone gives 1. */
export function expManhattanDistance(a: Vector, b: Vector): number {
  return fromManhattan(manhattanDistance(a, b));
}

/** 1 - exp(-Manhattan) as an option of losses, miners, evaluation and galleries. */
export function expManhattan(): Distance {
  const complement = (distances: Tensor): Tensor => sub(scalar(1, distances.dtype), exp(neg(distances)));
  return {
    name: "exp-manhattan",
    options: {},
    between: expManhattanDistance,
    rows: (a, b) => complement(manhattanRows(a, b)),
    pairs: (a, b) => complement(manhattanPairs(a, b)),
    bulk: { kernel: "manhattan", finish: fromManhattan },
  };
}

/** Exact for small distances too, where 1 - exp would lose all digits. */
function fromManhattan(distance: number): number {
  return -Math.expm1(-distance);
}
