// Who is it: items become identities, and the examples of one are combined.
//
//   nearest   an identity is as far as its nearest example
//   mean      as far as the mean of its examples (of directions, where the distance compares directions)
//   vote      the 5 nearest examples vote; of equal votes the nearer one wins. It is as far as its nearest example
//
// An item without a label is an identity of its own, named by its id.

import { unitRows } from "../distances/cosine.js";
import type { Found } from "./memory.js";
import type { SearchSpace } from "./space.js";
import type { StoredItem } from "./store.js";

export type Combine = "nearest" | "mean" | "vote";

export const combinations: readonly Combine[] = ["nearest", "mean", "vote"];

/** Examples that vote. */
export const VOTERS = 5;

export interface RankedIdentity {
  readonly identity: string;
  readonly distance: number;
  /** Calibrated probability that the probe is of this identity, where the gallery has a calibration; see the model's. */
  readonly similarity?: number;
  /** Examples that were looked at. */
  readonly examples: number;
}

export function identityOf({ label, id }: Pick<StoredItem, "label" | "id">): string {
  return label ?? id;
}

/** Identities, nearest first, from items in order of distance. */
export function rankIdentities(found: readonly Found[], combine: "nearest" | "vote"): RankedIdentity[] {
  const distances = new Map<string, number[]>();
  for (const { item, distance } of found) {
    const identity = identityOf(item);
    distances.set(identity, [...(distances.get(identity) ?? []), distance]);
  }
  const votes = new Map<string, number>();
  for (const { item } of found.slice(0, VOTERS)) votes.set(identityOf(item), (votes.get(identityOf(item)) ?? 0) + 1);
  const ranked = [...distances].map(([identity, own]) => ({ identity, distance: own[0]!, examples: own.length }));
  if (combine === "nearest") return ranked;
  return ranked.sort((a, b) => (votes.get(b.identity) ?? 0) - (votes.get(a.identity) ?? 0) || a.distance - b.distance);
}

/** Identities by the distance of their mean, nearest first. `items` are all examples of the identities in question. */
export function rankMeans(items: Iterable<StoredItem>, vector: Float32Array, space: SearchSpace): RankedIdentity[] {
  const groups = new Map<string, { sum: Float64Array; examples: number }>();
  for (const item of items) {
    const identity = identityOf(item);
    const group = groups.get(identity) ?? { sum: new Float64Array(vector.length), examples: 0 };
    for (let i = 0; i < vector.length; i++) group.sum[i]! += item.vector[i]!;
    group.examples++;
    groups.set(identity, group);
  }
  return [...groups]
    .map(([identity, { sum, examples }]) => {
      const distance = space.distance.between(vector, meanOf(sum, examples, space));
      return { identity, distance, examples };
    })
    .sort((a, b) => a.distance - b.distance || (a.identity < b.identity ? -1 : 1));
}

/** The mean; of length 1 where rows are. */
export function meanOf(sum: Float64Array, examples: number, { distance }: SearchSpace): Float64Array {
  const mean = sum.map((value) => value / examples);
  return distance.bulk?.kernel === "one-minus-dot" ? unitRows(mean, mean.length) : mean;
}
