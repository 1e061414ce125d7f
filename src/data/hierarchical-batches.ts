// Batches of so many groups, so many classes of each, so many pictures of each: everything in a batch has others beside it that
// are hard to tell apart (signers and their forgers, characters of one alphabet, models of one make).
//
// Groups have their turn equally often, and so have the classes of a group and the pictures of a class. A group with fewer
// classes than its share gives more pictures of each instead. A batch is a function of the seed and the step alone.

import { KindredError, check } from "../core/errors.js";
import { checkCount, checkNames } from "../core/options.js";
import { distinctDraws } from "./balanced-draws.js";
import { type ClassBatches, classMembers, picturesInTurn, positionsByGroup, sizes } from "./class-batches.js";
import type { Dataset } from "./dataset.js";

export interface HierarchicalBatchesOptions {
  /** Groups in a batch; at least 1, at most as many as there are. */
  readonly groups: number;
  /** P: classes in a batch, a multiple of `groups`. */
  readonly classes: number;
  /** K: pictures of each. */
  readonly samples: number;
  readonly seed: number;
}

const where = "hierarchical batches";

/** Throws INVALID_OPTION; DATA_TOO_FEW where the data have no groups of several classes, or fewer than asked for. */
export function hierarchicalBatches(dataset: Dataset, options: HierarchicalBatchesOptions): ClassBatches {
  const { groups: G, classes: P, samples: K, seed } = options;
  checkNames(where, { ...options }, ["groups", "classes", "samples", "seed"]);
  checkCount(where, "groups", G);
  checkCount(where, "classes", P, 2);
  checkCount(where, "samples", K);
  checkCount(where, "seed", seed, 0);
  check(P % G === 0, "INVALID_OPTION", `${where}: classes must be a multiple of groups (${G}), got ${P}`);
  const members = classMembers(where, dataset, 2);
  const groups = positionsByGroup(dataset, members.used);
  if (groups.length === members.used.length || groups.length < G) {
    const got =
      groups.length === members.used.length ? "no group of several classes" : `${groups.length} groups of classes`;
    throw new KindredError(
      "DATA_TOO_FEW",
      `${where}: ${G} groups in a batch need folders of class folders, got ${got}`,
    );
  }
  const drawGroups = distinctDraws({ n: groups.length, k: G, seed, stream: ["groups"] });
  // A group's classes in a batch, and the pictures it gives in all.
  const parts = groups.map((classes) => Math.min(P / G, classes.length));
  const most = (P / G) * K;
  const drawClasses = groups.map((classes, group) =>
    distinctDraws({ n: classes.length, k: parts[group]!, seed, stream: ["classes", group] }),
  );
  const drawPictures = parts.map((count) => picturesInTurn(members.pictures, Math.ceil(most / count), seed));
  const at: ClassBatches["at"] = (step) => {
    const drawn = drawGroups(step);
    const batch = { indices: new Int32Array(P * K), labels: new Int32Array(P * K) };
    let filled = 0;
    drawn.members.forEach((group, i) => {
      const classes = drawClasses[group]!(drawn.occurrences[i]!);
      classes.members.forEach((position, j) => {
        const label = members.used[groups[group]![position]!]!;
        const count = share(most, parts[group]!, j);
        batch.indices.set(drawPictures[group]!(label, classes.occurrences[j]!).subarray(0, count), filled);
        batch.labels.fill(label, filled, filled + count);
        filled += count;
      });
    });
    return batch;
  };
  return { ...sizes(members, P, K), at };
}

/** What part number `index` of `parts` gets of `total`: whole numbers, as even as can be. */
function share(total: number, parts: number, index: number): number {
  return Math.floor(((index + 1) * total) / parts) - Math.floor((index * total) / parts);
}
