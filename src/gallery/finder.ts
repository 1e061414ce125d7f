// Finds the items near a row, by the way that suits the gallery's size:
//
//   memory   up to 8 million numbers (62,500 items of 128): every item is compared, in some milliseconds
//   index    beyond: the store's index gives candidates; those are measured by the distance itself
//   scan     where all are to be compared and neither memory nor the store's metrics do it: item by item, as they come

import { checkFinite } from "../core/matrix.js";
import type { Filter } from "./filter.js";
import { inOrder, memoryOf, nearestInMemory, type Found, type Memory } from "./memory.js";
import type { SearchSpace } from "./space.js";
import type { GalleryStore, StoredItem, StoreState, Write } from "./store.js";

/** Numbers that are held in memory at most. */
export const memoryLimit = 8_000_000;

/** Candidates beyond those asked for: the store's arithmetic is float32. */
const SPARE = 8;
/** Candidates for each one asked for where the store orders them by another metric than the distance. */
const GUESSES = 20;

export type SearchMethod = "memory" | "index" | "scan";

export interface FindOptions {
  readonly k: number;
  readonly filter?: Filter | undefined;
  readonly exact?: boolean | undefined;
}

export interface Finder {
  /** The nearest items to a prepared row, `[D']`. */
  find(state: StoreState, vector: Float32Array, options: FindOptions): Promise<Found[]>;
  /** All items, where the gallery is small enough for memory. */
  memory(state: StoreState): Promise<Memory | undefined>;
  /** Told of each write of this process. */
  wrote(write: Write, change: { readonly upserted: readonly StoredItem[] } | { gone(item: StoredItem): boolean }): void;
}

/** @param limit - numbers to hold in memory. @defaultValue `memoryLimit` */
export function finderOf(store: GalleryStore, space: SearchSpace, limit: number = memoryLimit): Finder {
  let kept: Memory | undefined;
  let loading: { readonly revision: string; readonly memory: Promise<Memory | undefined> } | undefined;

  const load = async ({ record, revision }: StoreState): Promise<Memory | undefined> => {
    if ((await store.count()) * record.storedWidth > limit) return undefined;
    const items: StoredItem[] = [];
    for await (const some of store.scan({ vectors: true })) items.push(...some);
    return memoryOf(items, revision, space.distance, record.storedWidth);
  };
  const memory = async (state: StoreState): Promise<Memory | undefined> => {
    if (kept?.revision === state.revision) return kept;
    if (loading?.revision !== state.revision) loading = { revision: state.revision, memory: load(state) };
    const { memory: promised } = loading;
    try {
      kept = await promised;
    } finally {
      if (loading?.memory === promised && kept !== undefined) loading = undefined;
    }
    return kept;
  };
  return {
    memory,
    async find(state, vector, { k, filter, exact = false }) {
      checkFinite({ data: vector, rows: 1, columns: vector.length }, "gallery: embedding");
      const small = await memory(state);
      if (small !== undefined) return nearestInMemory(small, vector, k, filter);
      const direct = space.metric !== undefined && store.metrics.includes(space.metric);
      if (exact && !direct) return scanned(store, space, vector, k, filter);
      const candidates = await store.nearest({
        vector,
        k: direct ? k + SPARE : k * GUESSES,
        metric: direct ? space.metric : "l2",
        exact,
        ...(filter && { filter }),
      });
      return inOrder(candidates.map((item) => ({ item, distance: distanceTo(space, vector, item) }))).slice(0, k);
    },
    wrote(write, change) {
      if (kept === undefined) return;
      const followed =
        "upserted" in change ? kept.upsert(change.upserted, write) : kept.remove((item) => change.gone(item), write);
      if (!followed) kept = undefined;
    },
  };
}

function distanceTo({ distance }: SearchSpace, vector: Float32Array, { vector: other }: StoredItem): number {
  return distance.between(vector, other);
}

async function scanned(
  store: GalleryStore,
  space: SearchSpace,
  vector: Float32Array,
  k: number,
  filter: Filter | undefined,
): Promise<Found[]> {
  let nearest: Found[] = [];
  for await (const items of store.scan({ vectors: true, ...(filter && { filter }) })) {
    const found = items.map((item) => ({ item, distance: distanceTo(space, vector, item) }));
    nearest = inOrder([...nearest, ...found]).slice(0, k);
  }
  return nearest;
}
