// Cosine distance: the angle, whatever the lengths.
//
//   similarity(a, b) = a·b / (|a| |b|)    -1 opposite, 0 at right angles, 1 one direction
//   d(a, b) = 1 - similarity(a, b)         0 .. 2
//
// A vector of zeros has no direction: it counts as at right angles to everything, itself included (similarity 0,
// distance 1), in the graph as well as here. No metric: the triangle inequality fails.

import type { Matrix } from "../core/embeddings.js";
import { cosinePairs, cosineRows } from "./cosine-graph.js";
import { type Distance, type Vector, checkWidths } from "./distance.js";

/** a·b / (|a| |b|), -1..1; 0 where either vector is all zeros or has no width. A NaN or an infinity gives NaN. */
export function cosineSimilarity(a: Vector, b: Vector): number {
  checkWidths(a, b);
  const [dot, aa, bb] = products(a, b);
  const safe = aa > 1e-140 && aa < 1e140 && bb > 1e-140 && bb < 1e140;
  return safe ? ratio(dot, aa, bb) : ratio(...products(scaled(a), scaled(b)));
}

/** 1 - cosineSimilarity(a, b), 0..2; 1 where either vector is all zeros. A NaN or an infinity gives NaN. */
export function cosineDistance(a: Vector, b: Vector): number {
  return 1 - cosineSimilarity(a, b);
}

/** The cosine distance as an option of losses, miners, evaluation and galleries. */
export function cosine(): Distance {
  return {
    name: "cosine",
    options: {},
    between: cosineDistance,
    rows: cosineRows,
    pairs: cosinePairs,
    bulk: {
      prepare: ({ data, columns }: Matrix) => unitRows(new Float64Array(data), columns),
      kernel: "one-minus-dot",
    },
  };
}

/** a·b, a·a, b·b. */
function products(a: Vector, b: Vector): [number, number, number] {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return [dot, aa, bb];
}

function ratio(dot: number, aa: number, bb: number): number {
  if (Number.isNaN(dot)) return NaN;
  // One root of the product, not two roots, so that a vector and itself give exactly 1.
  return aa === 0 || bb === 0 ? 0 : Math.min(1, Math.max(-1, dot / Math.sqrt(aa * bb)));
}

/** The vector divided by its largest component, so that squares neither overflow nor vanish. */
function scaled(vector: Vector): Float64Array {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  return Float64Array.from(vector, (value) => value / (largest || 1));
}

/** Brings each row of `x`, `[N, columns]`, to length 1 in place (rows of zeros stay zeros), and returns it. */
export function unitRows(x: Float64Array, columns: number): Float64Array {
  for (let start = 0; start < x.length; start += columns) {
    let sum = 0;
    for (let i = start; i < start + columns; i++) sum += x[i]! ** 2;
    if (sum === 0) continue;
    const norm = Math.sqrt(sum);
    for (let i = start; i < start + columns; i++) x[i]! /= norm;
  }
  return x;
}
