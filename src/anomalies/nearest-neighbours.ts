// How far the k nearest normal rows are: the mean of their distances.
//
//   score(x) = 1/k Σ |x - r_i|,   r_1 .. r_k the rows nearest to x
//
// Ramaswamy, Rastogi, Shim 2000 take the k-th distance alone, Angiulli, Pizzuti 2002 the sum of all k, which is steadier.

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { reduceMean } from "../graph/index.js";
import type { Method } from "./method.js";

export interface NearestNeighboursOptions {
  /** Neighbours that count; where there are fewer rows, all of them. @defaultValue 5 */
  readonly k?: number;
}

export function nearestNeighbours({ k = 5 }: NearestNeighboursOptions = {}): Method {
  checkCount("nearest-neighbours", "k", k);
  return {
    name: "nearest-neighbours",
    options: { k },
    async fit(normal: Matrix) {
      check(normal.rows >= 1, "DATA_TOO_FEW", "nearest-neighbours: needs at least 1 normal row, got none");
      const count = Math.min(k, normal.rows);
      return { neighbours: count, score: (_, near) => reduceMean(near(count).distances, [1]) };
    },
  };
}
