// Batches of P classes x K pictures each, the ones that triplet and contrastive losses mine their pairs in. A batch is a
// function of the seed and the step alone. Classes have their turn equally often, and so have the pictures of a class.
//
// Where classes have groups (groups.ts), a batch draws several of a group, because those are the hard ones: P = 16 classes of
// signers with `genuine` and `forged` are 8 signers, of alphabets they are 4 alphabets with 4 characters each.

import { KindredError, check } from "../core/errors.js";
import { checkCount, checkNames } from "../core/options.js";
import type { Matrix } from "../core/embeddings.js";
import { shuffled } from "../core/random.js";
import type { Random } from "../core/random.js";
import type { Distance } from "../distances/distance.js";
import { balancedDraws, distinctDraws } from "./balanced-draws.js";
import { itemsByClass } from "./dataset.js";
import type { Dataset } from "./dataset.js";

export interface ClassBatchesOptions {
  /** P: classes in a batch; at least 2, at most as many as there are. */
  readonly classes: number;
  /** K: pictures of each; at least 1. A class with fewer has some of them repeated. */
  readonly samples: number;
  readonly seed: number;
  /**
   * From how many groups the classes come; within 1..P. @defaultValue as many as give four classes a group, or all of a
   * group where most groups are smaller; of no effect where every class is a group of its own
   */
  readonly groupsPerBatch?: number;
}

export interface ClassBatch {
  /** Positions in the dataset's `items`, `[P * K]`, the K pictures of a class side by side. */
  readonly indices: Int32Array;
  /** Index into the dataset's `classes` for each. */
  readonly labels: Int32Array;
}

export interface ClassBatches {
  /** P * K. */
  readonly batchSize: number;
  /** Steps after which about as many pictures were drawn as there are. */
  readonly stepsPerEpoch: number;
  /** Batch number `step`, from 0. The same for the same arguments, in whatever order steps are asked for. */
  at(step: number): ClassBatch;
  /** Only where batches depend on embeddings: see hard-class-batches.ts. */
  readonly renewal?: Renewal;
}

/** How batches that depend on embeddings get them, after every epoch. */
export interface Renewal {
  /** Positions of the items whose embeddings are wanted. */
  readonly items: readonly number[];
  /** Takes the embeddings of `items` over, `[items.length, D]`: from now on batches are drawn by them. */
  renew(embeddings: Matrix, distance: Distance): void;
  /** What was drawn from them, to be kept with a training: `[rows, columns]`. */
  state(): Matrix;
  /** Takes over what `state` gave, whose size does not change. */
  restore(data: Float32Array): void;
}

const where = "class batches";

/** Throws INVALID_OPTION, DATA_TOO_FEW where the dataset has fewer than P classes. */
export function classBatches(dataset: Dataset, options: ClassBatchesOptions): ClassBatches {
  const { classes: P, samples: K, seed, groupsPerBatch } = options;
  checkNames(where, { ...options }, ["classes", "samples", "seed", "groupsPerBatch"]);
  checkCount(where, "classes", P, 2);
  checkCount(where, "samples", K);
  checkCount(where, "seed", seed, 0);
  const members = classMembers(where, dataset, P);
  const groups = positionsByGroup(dataset, members.used);
  const bunch = bunchSize(groups, P, groupsPerBatch);
  const round = (generator: Random): number[][] => bunches(groups, bunch, generator);
  return { ...sizes(members, P, K), at: drawnBatches({ ...members, P, K, seed, stream: [], round }) };
}

export interface ClassMembers {
  /** The numbers of each class's pictures. */
  readonly pictures: readonly (readonly number[])[];
  /** The classes that have any. */
  readonly used: readonly number[];
}

/** Throws DATA_TOO_FEW where fewer than P classes have pictures. */
export function classMembers(what: string, dataset: Dataset, P: number): ClassMembers {
  const pictures = itemsByClass(dataset);
  const used = [...pictures.keys()].filter((index) => pictures[index]!.length > 0);
  if (used.length < P) {
    throw new KindredError(
      "DATA_TOO_FEW",
      `${what}: ${P} classes in a batch need as many in the data, got ${used.length}`,
    );
  }
  return { pictures, used };
}

/** How large a batch of P x K is, and how many of them make an epoch. */
export function sizes(
  { pictures, used }: ClassMembers,
  P: number,
  K: number,
): Pick<ClassBatches, "batchSize" | "stepsPerEpoch"> {
  const total = used.reduce((sum, label) => sum + pictures[label]!.length, 0);
  return { batchSize: P * K, stepsPerEpoch: Math.ceil(total / (P * K)) };
}

export interface DrawnBatchesOptions extends ClassMembers {
  readonly P: number;
  readonly K: number;
  readonly seed: number;
  /** Keeps these draws apart from others of the same seed. */
  readonly stream: readonly (string | number)[];
  /** All positions in `used`, in bunches that are drawn together where they fit. */
  readonly round: (generator: Random) => number[][];
}

/** Batch number `step` of P classes in turn and K pictures of each in turn. */
export function drawnBatches(options: DrawnBatchesOptions): (step: number) => ClassBatch {
  const { pictures, used, P, K, seed, stream, round } = options;
  const drawClasses = distinctDraws({ n: used.length, k: P, seed, stream: ["classes", ...stream], round });
  const picturesOf = picturesInTurn(pictures, K, seed, stream);
  return (step) => {
    const { members, occurrences } = drawClasses(step);
    const indices = new Int32Array(P * K);
    const labels = Int32Array.from(indices, (_, i) => used[members[Math.floor(i / K)]!]!);
    members.forEach((member, i) => indices.set(picturesOf(used[member]!, occurrences[i]!), i * K));
    return { indices, labels };
  };
}

/** K pictures of a class at its visit number `visit`, each having its turn equally often. */
export function picturesInTurn(
  pictures: ClassMembers["pictures"],
  K: number,
  seed: number,
  stream: readonly (string | number)[] = [],
): (label: number, visit: number) => Int32Array {
  const draws = new Map<number, (visit: number) => Int32Array>();
  return (label, visit) => {
    let draw = draws.get(label);
    if (draw === undefined) {
      draw = balancedDraws({ n: pictures[label]!.length, k: K, seed, stream: ["pictures", ...stream, label] });
      draws.set(label, draw);
    }
    return draw(visit).map((position) => pictures[label]![position]!);
  };
}

/** Positions in `used`, one list a group. */
export function positionsByGroup({ groups, groupOfClass }: Dataset, used: readonly number[]): number[][] {
  const positions: number[][] = groups.map(() => []);
  used.forEach((label, position) => positions[groupOfClass[label]!]!.push(position));
  return positions.filter((members) => members.length > 0);
}

export function bunchSize(groups: readonly number[][], P: number, groupsPerBatch?: number): number {
  if (groupsPerBatch !== undefined) {
    checkCount(where, "groupsPerBatch", groupsPerBatch);
    check(
      groupsPerBatch <= P,
      "INVALID_OPTION",
      `class batches: groupsPerBatch must be <= classes (${P}), got ${groupsPerBatch}`,
    );
    return Math.ceil(P / groupsPerBatch);
  }
  const sizes = groups.map((members) => members.length).sort((a, b) => a - b);
  return Math.min(4, sizes[sizes.length >> 1]!);
}

/** All classes in random order, cut into bunches of at most `size`, each of one group. */
export function bunches(groups: readonly number[][], size: number, generator: Random): number[][] {
  const all = groups.flatMap((members) => {
    const mixed = shuffled(members, generator);
    // Even cuts: 14 classes in fours are 4, 4, 3, 3; no class is left without a mate while there are two.
    const cuts = Math.ceil(mixed.length / size);
    const edge = (cut: number): number => Math.floor((cut * mixed.length) / cuts);
    return Array.from({ length: cuts }, (_, cut) => mixed.slice(edge(cut), edge(cut + 1)));
  });
  return shuffled(all, generator);
}
