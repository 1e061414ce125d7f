// Manhattan distance with a weight for every dimension: what the pair classifier learns (losses/pair-classifier.ts).
//
//   d(a, b) = Σ_k w_k |a_k - b_k|          w_k >= 0
//
// It is the Manhattan distance of vectors scaled by w. The classifier's probability that a pair is the same is
// 1 / (1 + e^(d - bias)): one half at d = bias, which the distance carries along for whoever wants that number.

import type { Matrix } from "../core/embeddings.js";
import { DimensionError, check } from "../core/errors.js";
import { type Tensor, constant, dataOf } from "../graph/tensor.js";
import { mul } from "../graph/ops/mul.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";
import { manhattanPairs, manhattanRows } from "./manhattan-graph.js";

export interface WeightedManhattanOptions {
  /** One weight a dimension, each finite and >= 0. */
  readonly weights: Vector;
  /** The distance at which the classifier is undecided. @defaultValue 0 */
  readonly bias?: number;
}

/** Σ w |a - b|. NaN and infinities as in the Manhattan distance, except that infinity times a weight of 0 is NaN. */
export function weightedManhattanDistance(a: Vector, b: Vector, weights: Vector): number {
  checkWidths(a, b);
  if (weights.length !== a.length) throw new DimensionError(a.length, weights.length, "weighted-manhattan: ");
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += weights[i]! * Math.abs(a[i]! - b[i]!);
  return sum;
}

/** The weighted Manhattan distance as an option of evaluation and galleries. */
export function weightedManhattan({ weights, bias = 0 }: WeightedManhattanOptions): Distance {
  const values = checkedWeights(weights);
  check(Number.isFinite(bias), "INVALID_OPTION", `weighted-manhattan: bias must be a finite number, got ${bias}`);
  const scaled = (x: Tensor): Tensor => mul(x, constant(dataOf(x.dtype, values), [values.length], x.dtype));
  return {
    name: "weighted-manhattan",
    options: { weights: values, bias },
    between: (a, b) => weightedManhattanDistance(a, b, values),
    rows: (a, b) => manhattanRows(scaled(a), scaled(b)),
    pairs: (a, b) => manhattanPairs(scaled(a), scaled(b)),
    bulk: { prepare: (x) => scaledRows(x, values), kernel: "manhattan" },
  };
}

function scaledRows({ data, columns }: Matrix, weights: readonly number[]): Float64Array {
  if (weights.length !== columns) throw new DimensionError(columns, weights.length, "weighted-manhattan: ");
  return Float64Array.from(data, (value, i) => value * weights[i % columns]!);
}

function checkedWeights(weights: Vector | undefined): readonly number[] {
  const values = Array.from(weights ?? []);
  const where = "weighted-manhattan: weights must be finite numbers >= 0";
  check(values.length > 0, "INVALID_OPTION", `${where}, got none; training a pair classifier learns them`);
  const bad = values.findIndex((value) => !Number.isFinite(value) || value < 0);
  check(bad < 0, "INVALID_OPTION", () => `${where}; weight ${bad} is ${values[bad]}`);
  return values;
}
