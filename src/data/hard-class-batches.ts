// Batches of P classes x K pictures in which classes that the network takes for alike are side by side. After every epoch the
// classes' mean embeddings say which those are; until the first epoch is over, groups do (class-batches.ts).
//
//   a round: every class once, in bunches of a class and its `near` nearest that are not in a bunch yet
//
// Classes have their turn equally often within an epoch, and so have the pictures of a class. A batch is a function of the seed,
// the step and the neighbours found after the epoch before, which are kept with a training: one that is resumed goes on alike.
//
// Choosing the classes of a batch by how alike they are is the hard negative class mining of Sohn 2016 (N-pairs).

import type { Matrix } from "../core/embeddings.js";
import { check } from "../core/errors.js";
import { checkCount, checkNames } from "../core/options.js";
import { random, sample, shuffled, type Random } from "../core/random.js";
import { blockDistances, prepare } from "../distances/bulk.js";
import type { Distance } from "../distances/distance.js";
import {
  bunches,
  bunchSize,
  classMembers,
  drawnBatches,
  positionsByGroup,
  sizes,
  type ClassBatch,
  type ClassBatches,
  type Renewal,
} from "./class-batches.js";
import type { Dataset } from "./dataset.js";

export interface HardClassBatchesOptions {
  /** P: classes in a batch; at least 2, at most as many as there are. */
  readonly classes: number;
  /** K: pictures of each; at least 1. */
  readonly samples: number;
  readonly seed: number;
  /** Hard classes beside each; 1..P - 1. @defaultValue 3, or P - 1 where that is less */
  readonly near?: number;
  /** Pictures of each class that its mean is taken of, at most; at least 1. @defaultValue 8 */
  readonly pictures?: number;
}

const where = "hard batches";

/** Throws INVALID_OPTION, DATA_TOO_FEW where the dataset has fewer than P classes. */
export function hardClassBatches(
  dataset: Dataset,
  options: HardClassBatchesOptions,
): ClassBatches & { readonly renewal: Renewal } {
  const { classes: P, samples: K, seed, near = Math.min(3, P - 1), pictures: looked = 8 } = options;
  checkNames(where, { ...options }, ["classes", "samples", "seed", "near", "pictures"]);
  checkCount(where, "classes", P, 2);
  checkCount(where, "samples", K);
  checkCount(where, "near", near);
  checkCount(where, "pictures", looked);
  checkCount(where, "seed", seed, 0);
  check(near < P, "INVALID_OPTION", `${where}: near must be < classes (${P}), got ${near}`);
  const members = classMembers(where, dataset, P);
  const { pictures, used } = members;
  const groups = positionsByGroup(dataset, used);
  // As many columns whatever is known, so that a checkpoint always fits; -1: not known yet.
  const neighbours = new Float32Array(used.length * near).fill(-1);
  const round = (generator: Random): number[][] =>
    neighbours[0] === -1
      ? bunches(groups, bunchSize(groups, P), generator)
      : hardBunches(neighbours, near, used.length, generator);
  const { batchSize, stepsPerEpoch } = sizes(members, P, K);
  let epoch: { readonly number: number; readonly at: (step: number) => ClassBatch } | undefined;
  const items = used.flatMap((label) => sample(pictures[label]!, looked, random(seed, "class means", label)));
  return {
    batchSize,
    stepsPerEpoch,
    at(step) {
      const number = Math.floor(step / stepsPerEpoch);
      if (epoch?.number !== number)
        epoch = { number, at: drawnBatches({ ...members, P, K, seed, stream: ["epoch", number], round }) };
      return epoch.at(step - number * stepsPerEpoch);
    },
    renewal: {
      items,
      renew(embeddings, distance) {
        const counts = used.map((label) => Math.min(looked, pictures[label]!.length));
        neighbours.set(nearestClasses(classMeans(embeddings, counts), distance, near));
        epoch = undefined;
      },
      state: () => ({ data: neighbours.slice(), rows: used.length, columns: near }),
      restore(data) {
        neighbours.set(data);
        epoch = undefined;
      },
    },
  };
}

/** Every class once, beside its nearest among those that are left. */
function hardBunches(neighbours: Float32Array, near: number, count: number, generator: Random): number[][] {
  const taken = new Uint8Array(count);
  const result: number[][] = [];
  for (const first of shuffled([...Array(count).keys()], generator)) {
    if (taken[first] === 1) continue;
    const nearest = Array.from(neighbours.subarray(first * near, (first + 1) * near));
    const bunch = [first, ...nearest.filter((other) => taken[other] === 0)];
    for (const member of bunch) taken[member] = 1;
    result.push(bunch);
  }
  return result;
}

/** Means of successive rows, so many for each class. */
function classMeans({ data, columns }: Matrix, counts: readonly number[]): Matrix {
  const means = new Float32Array(counts.length * columns);
  let row = 0;
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++, row++) {
      for (let k = 0; k < columns; k++) means[index * columns + k]! += data[row * columns + k]! / count;
    }
  });
  return { data: means, rows: counts.length, columns };
}

/** The `near` other rows that are nearest to each row, nearest first: `[rows, near]`. */
function nearestClasses(means: Matrix, distance: Distance, near: number): Float32Array {
  const result = new Float32Array(means.rows * near);
  const prepared = prepare(distance, means);
  const distances = new Float32Array(means.rows);
  const order = [...Array(means.rows).keys()];
  for (let i = 0; i < means.rows; i++) {
    blockDistances(distance, prepared, i, i + 1, prepared, distances);
    distances[i] = Infinity;
    const nearest = order.toSorted((a, b) => distances[a]! - distances[b]! || a - b);
    result.set(nearest.slice(0, near), i * near);
  }
  return result;
}
