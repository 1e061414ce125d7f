// What embeddings are like, in the numbers on which the choice of a distance hangs.

import type { Matrix } from "../core/embeddings.js";
import { centred, gram } from "../core/linear-algebra.js";
import { selectRows } from "../core/matrix.js";
import { mean, quantile, standardDeviation } from "../core/statistics.js";
import { spread } from "./collapse.js";

/** JSON-serialisable as it is. Shares are within 0..1. */
export interface EmbeddingProfile {
  readonly dimensions: number;
  /** Directions in which the embeddings really vary, 1 to `dimensions` (collapse.ts). */
  readonly effectiveRank: number;
  /** Share of the numbers that are 0. */
  readonly sparsity: number;
  /** Share of the numbers that are below 0. */
  readonly negative: number;
  /** Mean of |r| over pairs of dimensions (of 256 at most): 0 independent, 1 all the same. */
  readonly correlation: number;
  /** Euclidean length of the rows: its mean, and its standard deviation as a share of that. */
  readonly norm: { readonly mean: number; readonly spread: number };
  /** Standard deviation of the most spread dimension beside the median one. */
  readonly scaleRatio: number;
  /** Share of the numbers farther than 4 standard deviations from their dimension's mean; of normal ones 0.00006. */
  readonly outliers: number;
}

const MOST_DIMENSIONS = 256;
const MOST_ROWS = 5000;

/** Profile of finite embeddings, `[N, D]` with N, D >= 1; correlation and rank of a sample where there are many. */
export function embeddingProfile(embeddings: Matrix): EmbeddingProfile {
  const { data, rows, columns } = embeddings;
  const x = centred(embeddings);
  const deviations = new Float64Array(columns);
  const norms = new Float64Array(rows);
  let [zeros, negatives, outliers] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === 0) zeros++;
    if (value < 0) negatives++;
    deviations[i % columns]! += x[i]! ** 2 / rows;
    norms[Math.floor(i / columns)]! += value ** 2;
  }
  for (let k = 0; k < columns; k++) deviations[k] = Math.sqrt(deviations[k]!);
  for (let i = 0; i < rows; i++) norms[i] = Math.sqrt(norms[i]!);
  for (let i = 0; i < x.length; i++) if (Math.abs(x[i]!) > 4 * deviations[i % columns]!) outliers++;
  const sorted = Float64Array.from(deviations).sort();
  const [median, length] = [quantile(sorted, 0.5), mean(norms)];
  return {
    dimensions: columns,
    effectiveRank: spread(embeddings).effectiveRank,
    sparsity: zeros / data.length,
    negative: negatives / data.length,
    correlation: meanCorrelation(embeddings, deviations),
    norm: { mean: length, spread: length === 0 ? 0 : standardDeviation(norms) / length },
    scaleRatio: median === 0 ? 1 : sorted[columns - 1]! / median,
    outliers: outliers / data.length,
  };
}

function meanCorrelation(embeddings: Matrix, deviations: Float64Array): number {
  const varying = [...deviations.keys()].filter((k) => deviations[k]! > 0);
  const kept = varying.filter((_, i) => i % Math.ceil(varying.length / MOST_DIMENSIONS) === 0);
  if (kept.length < 2 || embeddings.rows < 3) return 0;
  const step = Math.ceil(embeddings.rows / MOST_ROWS);
  const some = selectRows(
    embeddings,
    Array.from({ length: Math.floor((embeddings.rows - 1) / step) + 1 }, (_, i) => i * step),
  );
  const { rows, columns } = some;
  const data = Float32Array.from({ length: rows * kept.length }, (_, i) => {
    return some.data[Math.floor(i / kept.length) * columns + kept[i % kept.length]!]!;
  });
  const covariance = gram(centred({ data, rows, columns: kept.length }), kept.length, rows);
  let [sum, count] = [0, 0];
  for (let i = 1; i < kept.length; i++) {
    for (let j = 0; j < i; j++) {
      const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
      if (scale === 0) continue;
      sum += Math.abs(covariance[i]![j]! / scale);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
