// The k nearest of fixed rows, in the graph. A product in float32 and its TopK find somewhat more than k candidates, as `nearest`
// does it (distances/product-candidates.ts); those are then measured as they are, difference by difference, because |x|² + |r|² -
// 2 x·r loses its digits where rows are near each other.
//
//   candidates: the largest of  x·r - |r|² / 2     (half of what |x - r|² leaves out of |x|², turned round)

import type { Matrix } from "../core/embeddings.js";
import {
  type Tensor,
  constant,
  gather,
  gatherElements,
  gemm,
  reduceSum,
  split,
  sqrt,
  square,
  sub,
  topK,
  unsqueeze,
} from "../graph/index.js";

/** Candidates beyond those that are asked for. */
const SPARE = 4;

export interface GraphNeighbours {
  /** Euclidean, ascending: `["batch", k]`. */
  readonly distances: Tensor;
  /** Rows of `references`, int64: `["batch", k]`. */
  readonly indices: Tensor;
}

/** x: `["batch", D]`, references: `[M, D]` with M >= k. */
export function graphNeighbours(x: Tensor, { data, rows, columns }: Matrix, k: number): GraphNeighbours {
  const references = constant(data, [rows, columns]);
  const halves = new Float32Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = i * columns; j < (i + 1) * columns; j++) sum += data[j]! * data[j]!;
    halves[i] = -sum / 2;
  }
  const nearness = gemm(x, references, constant(halves, [1, rows]), { transB: true });
  const { indices: candidates } = topK(nearness, Math.min(rows, k + SPARE));
  const differences = sub(unsqueeze(x, [1]), gather(references, candidates));
  const measured = sqrt(reduceSum(square(differences), [2]));
  const { values: distances, indices: places } = topK(measured, k, { largest: false });
  return { distances, indices: gatherElements(candidates, places, 1) };
}

/** The first k of them. */
export function firstNeighbours({ distances, indices }: GraphNeighbours, k: number): GraphNeighbours {
  const known = Number(distances.shape[1]);
  if (k === known) return { distances, indices };
  const first = (tensor: Tensor): Tensor => split(tensor, [k, known - k], 1)[0]!;
  return { distances: first(distances), indices: first(indices) };
}
