// Local outlier factor: how much sparser it is around a row than around the normal rows nearest to it. Where normal rows are dense in
// one place and sparse in another, a distance that is usual in the one is unusual in the other.
//
//   reach(x, r) = max(|x - r|, distance of r to its own k-th neighbour)
//   density(x)  = 1 / (1/k Σ reach(x, r_i) + 1e-10),   r_1 .. r_k the rows nearest to x
//   score(x)    = 1/k Σ density(r_i) / density(x)          about 1 amid normal rows
//
// Breunig, Kriegel, Ng, Sander 2000, definitions 5 to 7; of new rows against normal ones (scikit-learn's `novelty=True`, whose 1e-10
// keeps k equal rows from dividing by zero). Where distances tie, k rows are taken, not all that tie.

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { euclidean, nearest } from "../distances/index.js";
import { add, constant, gather, max, mul, reduceMean, scalar } from "../graph/index.js";
import type { Method } from "./method.js";

export interface LocalOutlierFactorOptions {
  /** Neighbours that count; where there are fewer rows, all others. @defaultValue 20 */
  readonly k?: number;
}

const epsilon = 1e-10;

export function localOutlierFactor({ k = 20 }: LocalOutlierFactorOptions = {}): Method {
  checkCount("local-outlier-factor", "k", k);
  return {
    name: "local-outlier-factor",
    options: { k },
    async fit(normal) {
      check(normal.rows >= 2, "DATA_TOO_FEW", () => {
        return `local-outlier-factor: needs at least 2 normal rows, got ${normal.rows}`;
      });
      const count = Math.min(k, normal.rows - 1);
      const { reaches, densities } = await densitiesOf(normal, count);
      return {
        neighbours: count,
        score(_, near) {
          const { distances, indices } = near(count);
          const reach = max(distances, gather(constant(reaches), indices));
          const sparseness = add(reduceMean(reach, [1]), scalar(epsilon));
          return mul(reduceMean(gather(constant(densities), indices), [1]), sparseness);
        },
      };
    },
  };
}

interface Densities {
  /** Distance of each row to its k-th neighbour: `[N]`. */
  readonly reaches: Float32Array;
  readonly densities: Float32Array;
}

async function densitiesOf(normal: Matrix, k: number): Promise<Densities> {
  const { indices, distances } = await nearest(euclidean(), normal, normal, k, { skipSelf: true });
  const reaches = Float32Array.from({ length: normal.rows }, (_, i) => distances[i * k + k - 1]!);
  const densities = reaches.map((_, i) => {
    let sum = 0;
    for (let at = i * k; at < (i + 1) * k; at++) sum += Math.max(distances[at]!, reaches[indices[at]!]!);
    return 1 / (sum / k + epsilon);
  });
  return { reaches, densities };
}
