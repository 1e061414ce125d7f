// How far a row is from the middle of the normal ones, in units of their own spread in that direction.
//
//   score(x) = |W (x - mean)|,   WᵀW = Σ*⁻¹
//
// Σ* is the covariance shrunk after Ledoit, Wolf 2004 (distances/covariance.ts), so that it can be inverted where there are fewer rows
// than columns. Finds what breaks a linear relation between columns though every value is usual.

import { fitMahalanobis, type MahalanobisFitOptions } from "../distances/index.js";
import { constant, fusedMatmul, reduceL2, sub } from "../graph/index.js";
import type { Method } from "./method.js";

export interface MahalanobisOptions {
  /** As in `fitMahalanobis`. @defaultValue "ledoit-wolf" */
  readonly shrinkage?: NonNullable<MahalanobisFitOptions["shrinkage"]>;
}

export function mahalanobisMethod({ shrinkage = "ledoit-wolf" }: MahalanobisOptions = {}): Method {
  return {
    name: "mahalanobis",
    options: { shrinkage },
    async fit(normal) {
      const { whitening, mean } = fitMahalanobis(normal, { shrinkage });
      const width = normal.columns;
      const middle = constant(Float32Array.from(mean), [1, width]);
      const weights = constant(Float32Array.from(whitening.flat()), [width, width]);
      return { score: (x) => reduceL2(fusedMatmul(sub(x, middle), weights, { transB: true }), [1]) };
    },
  };
}
