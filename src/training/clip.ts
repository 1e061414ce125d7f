// Gradient clipping by the norm of all gradients together (Pascanu, Mikolov, Bengio 2013, algorithm 1), as PyTorch's.
//
//   norm = sqrt(sum of all squared gradients)          g' = g * min(1, maxNorm / (norm + 1e-6))

import { checkRange } from "../core/options.js";
import { type Tensor, add, cast, div, min, mul, reduceSum, reduceSumSquare, scalar, sqrt } from "../graph/index.js";

export interface ClippedGradients {
  readonly gradients: readonly Tensor[];
  /** Of all gradients, before clipping: float32 `[]`. */
  readonly norm: Tensor;
}

/** Each of `gradients`, scaled down together where their norm exceeds `maxNorm` (> 0). Absent: as they are. */
export function clipByNorm(gradients: readonly Tensor[], maxNorm?: number): ClippedGradients {
  const norm = globalNorm(gradients);
  if (maxNorm === undefined) return { gradients, norm };
  checkRange("clip", "maxNorm", maxNorm, { above: 0 });
  const factor = min(scalar(1), div(scalar(maxNorm), add(norm, scalar(1e-6))));
  return { gradients: gradients.map((gradient) => mul(gradient, cast(factor, gradient.dtype))), norm };
}

function globalNorm(gradients: readonly Tensor[]): Tensor {
  const squares = gradients.map((gradient) => {
    // Row by row first: on several threads, and without one long sum that loses digits.
    const rest = gradient.shape.flatMap((_, i) => (i === 0 && gradient.shape.length > 1 ? [] : [i]));
    return cast(reduceSum(reduceSumSquare(gradient, rest)), "float32");
  });
  return sqrt(squares.reduce((total, square) => add(total, square), scalar(0)));
}
