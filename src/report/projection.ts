// Embeddings to the plane, for the report's map. UMAP (McInnes, Healy, Melville 2018) through umap-js, with exact nearest
// neighbours in the model's own distance and the two principal components as its start, so that the map keeps the coarse
// layout as well as the neighbourhoods; its random numbers are seeded. Fewer rows than UMAP needs get the principal components alone.

import { check } from "../core/errors.js";
import { row, type Matrix } from "../core/embeddings.js";
import { random } from "../core/random.js";
import { principalPlane } from "./principal-plane.js";

export interface ProjectionOptions {
  readonly seed: number;
  /** Distance of two rows, smaller is nearer. @defaultValue Euclidean */
  readonly between?: (a: Float32Array, b: Float32Array) => number;
  /** Rows that count as near; >= 2. @defaultValue the square root of the number of rows, within 5 and 15 */
  readonly neighbours?: number;
}

export interface Projection {
  /** Length N each. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly method: "umap" | "pca";
}

/** Half of what umap-js takes: the start is not a random one. */
const epochs = 250;
/** Fewer points have no neighbourhoods to speak of. */
const fewestForUmap = 15;

function usualNeighbours(rows: number): number {
  return Math.min(15, Math.max(5, Math.round(Math.sqrt(rows))));
}

/** `[N, D]` to the plane. Time and memory grow with N squared: meant for 1000 rows or so. Values must be finite. */
export async function projectTo2d(
  matrix: Matrix,
  { seed, between = euclidean, neighbours = usualNeighbours(matrix.rows) }: ProjectionOptions,
): Promise<Projection> {
  check(neighbours >= 2, "INVALID_OPTION", () => `projectTo2d: neighbours must be >= 2, got ${neighbours}`);
  check(matrix.data.every(Number.isFinite), "INVALID_INPUT", "projectTo2d: embeddings must be finite numbers");
  const start = principalPlane(matrix, seed);
  const spread = largest(start.x);
  // Rows that are all alike have no neighbourhoods; what is left of their spread is rounding.
  if (matrix.rows < fewestForUmap || matrix.rows <= neighbours || spread <= 1e-6 * largest(matrix.data))
    return { ...start, method: "pca" };

  const { UMAP } = await import("umap-js");
  const generator = random(seed, "umap");
  const umap = new UMAP({ nNeighbors: neighbours, minDist: 0.15, nEpochs: epochs, random: () => generator.next() });
  const nearest = nearestRows(matrix, between, neighbours);
  umap.setPrecomputedKNN(nearest.indices, nearest.distances);
  umap.initializeFit(Array.from({ length: matrix.rows }, () => [0]));
  // umap-js starts from random places; these arrays are the ones that it moves.
  umap.getEmbedding().forEach((point, i) => {
    point[0] = (10 * start.x[i]!) / spread + 1e-3 * generator.normal();
    point[1] = (10 * start.y[i]!) / spread + 1e-3 * generator.normal();
  });
  for (let epoch = 0; epoch < epochs; epoch++) umap.step();
  const places = umap.getEmbedding();
  return { x: Float32Array.from(places, ([x]) => x!), y: Float32Array.from(places, ([, y]) => y!), method: "umap" };
}

/** For each row itself and the rows nearest to it, as UMAP wants them: `count` a row, nearest first. */
function nearestRows(
  matrix: Matrix,
  between: (a: Float32Array, b: Float32Array) => number,
  count: number,
): { readonly indices: number[][]; readonly distances: number[][] } {
  const { rows } = matrix;
  const all = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) all[i * rows + j] = all[j * rows + i] = between(row(matrix, i), row(matrix, j));
  }
  const indices = Array.from({ length: rows }, (_, i) => {
    const own = all.subarray(i * rows, (i + 1) * rows);
    const others = Array.from(own.keys()).filter((j) => j !== i);
    return [i, ...others.sort((a, b) => own[a]! - own[b]! || a - b).slice(0, count - 1)];
  });
  return { indices, distances: indices.map((near, i) => near.map((j) => all[i * rows + j]!)) };
}

function euclidean(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
