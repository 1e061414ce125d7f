// Histograms with a gradient: a value between two bins' centres counts for both, in proportion.
//
//   h[r] = Σ_k w_k max(0, 1 - |x_k - r|)          x in bins, 0 .. bins; bins + 1 centres
//
// Ustinova, Lempitsky 2016. Each value touches two bins, so that memory does not grow with the number of bins.

import {
  type Tensor,
  add,
  clip,
  concat,
  constant,
  dataOf,
  detach,
  floor,
  mul,
  scalar,
  scatterElements,
  sub,
  cast,
} from "../graph/index.js";

export interface Positions {
  /** The bin below each value: int64 `[R, K]`, 0 .. bins - 1. */
  readonly below: Tensor;
  /** How far on to the next bin it is, 0..1. */
  readonly beyond: Tensor;
}

/** Where values stand among `bins` bins; what lies outside 0 .. bins counts for the first or last one. x: `[R, K]`, in bins. */
export function positions(x: Tensor, bins: number): Positions {
  const inside = clip(x, 0, bins);
  const below = clip(floor(detach(inside)), 0, bins - 1);
  return { below: cast(below, "int64"), beyond: sub(inside, below) };
}

/** A histogram for each row, weights: `[R, K]` -> `[R, bins + 1]`. */
export function softHistogram({ below, beyond }: Positions, weights: Tensor, bins: number): Tensor {
  const { dtype } = weights;
  const rows = Number(weights.shape[0]);
  const zeros = constant(dataOf(dtype, Array<number>(rows * (bins + 1)).fill(0)), [rows, bins + 1], dtype);
  const places = concat([below, add(below, scalar(1, "int64"))], 1);
  const shares = concat([mul(weights, sub(scalar(1, dtype), beyond)), mul(weights, beyond)], 1);
  return scatterElements(zeros, places, shares, 1, "add");
}
