// Correlation distance: the angle once each vector's own mean is taken out, so that neither length nor level counts, only the
// shape.
//
//   d(a, b) = 1 - r(a, b),    r Pearson's correlation over the dimensions          0 .. 2
//
// It is the cosine distance of rows less their means. A constant vector has no shape: as a vector of zeros in cosine.ts it is at 1
// from everything, itself included. No metric: the triangle inequality fails.

import type { Matrix } from "../core/embeddings.js";
import { type Tensor } from "../graph/tensor.js";
import { centredGraphRows, centredRow, centredRows } from "./centred-rows.js";
import { cosinePairs, cosineRows } from "./cosine-graph.js";
import { cosineSimilarity, unitRows } from "./cosine.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";

/** 1 - Pearson's correlation of a and b, 0..2; 1 where either is constant. A NaN or an infinity gives NaN. */
export function correlationDistance(a: Vector, b: Vector): number {
  checkWidths(a, b);
  return 1 - cosineSimilarity(centredRow(a), centredRow(b));
}

/** The correlation distance as an option of losses, miners, evaluation and galleries. */
export function correlation(): Distance {
  const centre = (a: Tensor, b: Tensor): [Tensor, Tensor] => {
    const x = centredGraphRows(a);
    return [x, a === b ? x : centredGraphRows(b)];
  };
  return {
    name: "correlation",
    options: {},
    between: correlationDistance,
    rows: (a, b) => cosineRows(...centre(a, b)),
    pairs: (a, b) => cosinePairs(...centre(a, b)),
    bulk: { prepare: (x: Matrix) => unitRows(centredRows(x), x.columns), kernel: "one-minus-dot" },
  };
}
