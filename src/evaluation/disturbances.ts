// Embeddings made worse on purpose, to see which distance bears it: the same disturbance for all distances, in units of the
// embeddings' own spread.
//
//   noise      normal noise on every number, half the standard deviation of its dimension
//   outliers   one number in a hundred, at random, moved by ten standard deviations up or down
//   dropped    a fifth of the numbers of every row set to 0

import type { Matrix } from "../core/embeddings.js";
import { centred } from "../core/linear-algebra.js";
import { random } from "../core/random.js";

export type Disturbance = "noise" | "outliers" | "dropped";

export const disturbances: readonly Disturbance[] = ["noise", "outliers", "dropped"];

const NOISE = 0.5;
const OUTLIERS = { share: 0.01, size: 10 } as const;
const DROPPED = 0.2;

/** A disturbed copy of `embeddings`; the same for the same seed. */
export function disturbed(embeddings: Matrix, how: Disturbance, seed: number): Matrix {
  const { data, rows, columns } = embeddings;
  const generator = random(seed, "disturbance", how);
  const deviations = deviationsOf(embeddings);
  const change = {
    noise: (value: number, k: number) => value + NOISE * deviations[k]! * generator.normal(),
    outliers: (value: number, k: number) => {
      if (generator.next() >= OUTLIERS.share) return value;
      return value + (generator.next() < 0.5 ? -1 : 1) * OUTLIERS.size * deviations[k]!;
    },
    dropped: (value: number) => (generator.next() < DROPPED ? 0 : value),
  }[how];
  return { data: data.map((value, i) => change(value, i % columns)), rows, columns };
}

function deviationsOf(embeddings: Matrix): Float64Array {
  const { rows, columns } = embeddings;
  const variances = new Float64Array(columns);
  centred(embeddings).forEach((value, i) => (variances[i % columns]! += value ** 2 / rows));
  return variances.map(Math.sqrt);
}
