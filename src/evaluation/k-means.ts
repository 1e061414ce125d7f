// k-means: K centres such that rows lie near theirs (Lloyd's iteration), begun with k-means++ (Arthur, Vassilvitskii 2007): each
// first centre is a row, drawn with a chance that grows with its squared distance to the centres there are. The best of several
// beginnings is kept. Distances are Euclidean; rows of length 1 make it spherical, near enough.

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount } from "../core/options.js";
import { random, type Random } from "../core/random.js";

export interface KMeansOptions {
  /** Beginnings of which the best is kept; >= 1. @defaultValue 3 */
  readonly attempts?: number;
  /** Iterations, at most; >= 1. @defaultValue 50 */
  readonly iterations?: number;
  /** @defaultValue 0 */
  readonly seed?: number;
}

export interface KMeans {
  /** Cluster of each row, 0 .. k - 1. */
  readonly labels: Int32Array;
  /** Sum of squared distances of the rows to their centres. */
  readonly inertia: number;
}

/** Throws INVALID_OPTION unless 1 <= k <= the number of rows. */
export function kMeans(x: Matrix, k: number, { attempts = 3, iterations = 50, seed = 0 }: KMeansOptions = {}): KMeans {
  checkCount("k-means", "k", k);
  checkCount("k-means", "attempts", attempts);
  checkCount("k-means", "iterations", iterations);
  check(k <= x.rows, "INVALID_OPTION", `k-means: k must be <= the number of rows, ${x.rows}, got ${k}`);
  let best: KMeans | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = lloyd(x, plusPlus(x, k, random(seed, "k-means", attempt)), k, iterations);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

function plusPlus(x: Matrix, k: number, generator: Random): Float64Array {
  const { rows, columns, data } = x;
  const centres = new Float64Array(k * columns);
  const nearest = new Float64Array(rows).fill(Infinity);
  let chosen = generator.integer(rows);
  for (let c = 0; c < k; c++) {
    centres.set(data.subarray(chosen * columns, (chosen + 1) * columns), c * columns);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      nearest[i] = Math.min(nearest[i]!, squared(x, i, centres, c));
      total += nearest[i]!;
    }
    let left = generator.next() * total;
    chosen = 0;
    while (chosen < rows - 1 && left >= nearest[chosen]!) left -= nearest[chosen++]!;
  }
  return centres;
}

function lloyd(x: Matrix, centres: Float64Array, k: number, iterations: number): KMeans {
  const { rows, columns, data } = x;
  const labels = new Int32Array(rows).fill(-1);
  const distances = new Float64Array(rows);
  for (let iteration = 0; iteration < iterations; iteration++) {
    let moved = 0;
    for (let i = 0; i < rows; i++) {
      let [nearest, least] = [0, Infinity];
      for (let c = 0; c < k; c++) {
        const distance = squared(x, i, centres, c);
        if (distance < least) [nearest, least] = [c, distance];
      }
      distances[i] = least;
      if (labels[i] !== nearest) moved++;
      labels[i] = nearest;
    }
    if (moved === 0) break;
    const counts = new Float64Array(k);
    const sums = new Float64Array(centres.length);
    for (let i = 0; i < rows; i++) {
      const c = labels[i]!;
      counts[c]!++;
      for (let d = 0; d < columns; d++) sums[c * columns + d]! += data[i * columns + d]!;
    }
    // A centre that no row is nearest to stays where it is.
    for (let c = 0; c < k; c++) {
      if (counts[c] === 0) continue;
      for (let d = 0; d < columns; d++) centres[c * columns + d] = sums[c * columns + d]! / counts[c]!;
    }
  }
  return { labels, inertia: distances.reduce((sum, value) => sum + value, 0) };
}

function squared({ data, columns }: Matrix, row: number, centres: Float64Array, centre: number): number {
  const [at, of] = [row * columns, centre * columns];
  let sum = 0;
  for (let d = 0; d < columns; d++) sum += (data[at + d]! - centres[of + d]!) ** 2;
  return sum;
}
