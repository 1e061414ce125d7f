// The two directions of largest variance, by power iteration with deflation: two of D components are wanted, for which a full
// decomposition of a D x D matrix would be a waste.

import { row, type Matrix } from "../core/embeddings.js";
import { random, type Random } from "../core/random.js";

const mostIterations = 300;

/** `[N, D]` -> the coordinates of its rows along the first (x) and second (y) principal component, centred on 0. */
export function principalPlane(matrix: Matrix, seed: number): { readonly x: Float32Array; readonly y: Float32Array } {
  const { rows, columns } = matrix;
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) row(matrix, i).forEach((value, j) => (mean[j]! += value / rows));
  const centred = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) row(matrix, i).forEach((value, j) => (centred[i * columns + j] = value - mean[j]!));
  const generator = random(seed, "principal plane");
  const first = component(centred, rows, columns, generator);
  const x = scores(centred, rows, first);
  deflate(centred, x, first);
  const y = scores(centred, rows, component(centred, rows, columns, generator));
  return { x: Float32Array.from(x), y: Float32Array.from(y) };
}

/** The unit direction of largest variance; its entry of largest size is positive, so that the sign is settled. */
function component(centred: Float64Array, rows: number, columns: number, generator: Random): Float64Array {
  let direction = unit(Float64Array.from({ length: columns }, () => generator.normal()));
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const along = scores(centred, rows, direction);
    const next = new Float64Array(columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) next[j]! += along[i]! * centred[i * columns + j]!;
    if (next.every((value) => value === 0)) return next;
    const previous = direction;
    direction = unit(next);
    if (direction.every((value, j) => Math.abs(value - previous[j]!) < 1e-7)) break;
  }
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

function scores(centred: Float64Array, rows: number, direction: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < direction.length; j++) sum += centred[i * direction.length + j]! * direction[j]!;
    return sum;
  });
}

/** Takes the part along `direction` out of each row. */
function deflate(centred: Float64Array, along: Float64Array, direction: Float64Array): void {
  const columns = direction.length;
  for (let i = 0; i < along.length; i++) {
    for (let j = 0; j < columns; j++) centred[i * columns + j]! -= along[i]! * direction[j]!;
  }
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
