// In which form embeddings are stored, so that a store has to know two metrics only:
//
//   euclidean, squared-euclidean          as they are            l2
//   cosine                                brought to length 1    l2      |a - b|² = 2 (1 - cos)
//   mahalanobis                           whitened               l2      |W a - W b|
//   correlation                           centred, length 1      l2
//   manhattan                             as they are            l1
//   every other distance                  as they are            none: candidates by l2, measured one by one
//
// What a store finds is measured again in float64 by the distance itself, so that figures do not depend on the store.

import type { Matrix } from "../core/embeddings.js";
import type { Distance } from "../distances/distance.js";
import { oneToOne } from "../distances/kernels.js";

/** Straight line, and sum of differences. */
export type SearchMetric = "l2" | "l1";

export interface SearchSpace {
  /** Orders rows as the distance does; absent where nothing but the distance itself does. */
  readonly metric?: SearchMetric;
  /** x: `[N, D]` -> the rows as they are stored, `[N, D']`. */
  prepare(x: Matrix): Matrix;
  /** The distance of rows that are prepared. */
  readonly distance: Distance;
}

/** How embeddings that `distance` compares are stored. */
export function searchSpace(distance: Distance): SearchSpace {
  const { bulk } = distance;
  if (bulk === undefined) return { prepare: (x) => x, distance };
  const { kernel, finish, prepare } = bulk;
  const measured = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    const value = oneToOne(kernel, Float64Array.from(a), 0, Float64Array.from(b), 0, a.length);
    return finish === undefined ? value : finish(value);
  };
  return {
    metric: kernel === "manhattan" ? "l1" : "l2",
    prepare(x) {
      if (prepare === undefined || x.rows === 0) return x;
      const data = Float32Array.from(prepare(x));
      return { data, rows: x.rows, columns: data.length / x.rows };
    },
    distance: { ...distance, between: measured, bulk: { kernel, ...(finish && { finish }) } },
  };
}
