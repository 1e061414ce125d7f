// Silhouette: how much nearer items lie to their own class than to the nearest other one (Rousseeuw 1987).
//
//   s(i) = (b - a) / max(a, b)     a: mean distance to the others of i's class; b: the least mean distance to another class
//
// -1..1; 0 for an item alone in its class. The mean over all items, any distance, a block of rows at a time.

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { blockDistances, prepare } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";

const BLOCK_NUMBERS = 1 << 20;

/** Throws DATA_TOO_FEW with fewer than two classes; INVALID_INPUT unless there is a label for each row. */
export function silhouette(x: Matrix, labels: ArrayLike<number>, distance: Distance): number {
  check(labels.length === x.rows, "INVALID_INPUT", () => {
    return `silhouette: expected a label for each of ${x.rows} rows, got ${labels.length}`;
  });
  const numbers = new Map<number, number>();
  const classOf = Int32Array.from(labels, (label) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
  const classes = numbers.size;
  check(classes > 1, "DATA_TOO_FEW", `silhouette: needs two classes, got ${classes}`);
  const counts = new Float64Array(classes);
  for (const label of classOf) counts[label]!++;
  const prepared = prepare(distance, x);
  const block = Math.max(1, Math.min(x.rows, Math.floor(BLOCK_NUMBERS / x.rows)));
  const distances = new Float32Array(block * x.rows);
  const sums = new Float64Array(classes);
  let total = 0;
  for (let start = 0; start < x.rows; start += block) {
    const end = Math.min(x.rows, start + block);
    blockDistances(distance, prepared, start, end, prepared, distances);
    for (let i = start; i < end; i++) {
      sums.fill(0);
      for (let j = 0; j < x.rows; j++) if (j !== i) sums[classOf[j]!]! += distances[(i - start) * x.rows + j]!;
      total += widthOf(sums, counts, classOf[i]!);
    }
  }
  return total / x.rows;
}

function widthOf(sums: Float64Array, counts: Float64Array, own: number): number {
  if (counts[own] === 1) return 0;
  const inside = sums[own]! / (counts[own]! - 1);
  let outside = Infinity;
  for (let c = 0; c < sums.length; c++) if (c !== own) outside = Math.min(outside, sums[c]! / counts[c]!);
  const larger = Math.max(inside, outside);
  return larger === 0 ? 0 : (outside - inside) / larger;
}
