// A small gallery in memory, where a look at every item takes at most milliseconds (`rowBlock`). It remembers which revision of
// the store it is; a write of this process brings it up to date, one of another makes it be read anew.

import { smallest } from "../core/order.js";
import type { Distance } from "../distances/distance.js";
import { rowBlock, type RowBlock } from "../distances/row-block.js";
import { meets, testsOf, type Filter } from "./filter.js";
import type { StoredItem, Write } from "./store.js";

export interface Memory {
  readonly revision: string;
  readonly items: readonly StoredItem[];
  /** Distances of a prepared row to all items: `[items.length]`. */
  distancesTo(vector: ArrayLike<number>): Float32Array;
  /** Repeats a write to the store; false where there was another in between. */
  upsert(items: readonly StoredItem[], write: Write): boolean;
  remove(gone: (item: StoredItem) => boolean, write: Write): boolean;
}

export function memoryOf(first: readonly StoredItem[], revision: string, distance: Distance, width: number): Memory {
  return new ItemMemory(first, revision, distance, width);
}

class ItemMemory implements Memory {
  revision: string;
  readonly items: StoredItem[] = [];
  readonly #distance: Distance;
  readonly #places = new Map<string, number>();
  /** Undefined where the distance has no kernel. */
  readonly #rows: RowBlock | undefined;

  constructor(first: readonly StoredItem[], revision: string, distance: Distance, width: number) {
    this.revision = revision;
    this.#distance = distance;
    this.#rows = distance.bulk && rowBlock(distance.bulk.kernel, width, first.length);
    for (const item of first) this.#put(item);
  }

  distancesTo(vector: ArrayLike<number>): Float32Array {
    const { bulk, between } = this.#distance;
    if (this.#rows === undefined) return Float32Array.from(this.items, (item) => between(vector, item.vector));
    const result = this.#rows.distancesTo(vector, this.items.length);
    return bulk?.finish === undefined ? result : result.map(bulk.finish);
  }

  upsert(items: readonly StoredItem[], { before, after }: Write): boolean {
    if (before !== this.revision) return false;
    for (const item of items) this.#put(item);
    this.revision = after;
    return true;
  }

  remove(gone: (item: StoredItem) => boolean, { before, after }: Write): boolean {
    if (before !== this.revision) return false;
    for (let i = this.items.length - 1; i >= 0; i--) if (gone(this.items[i]!)) this.#take(i);
    this.revision = after;
    return true;
  }

  #put(item: StoredItem): void {
    const place = this.#places.get(item.id) ?? this.items.length;
    this.items[place] = { ...item, source: null };
    this.#places.set(item.id, place);
    this.#rows?.set(place, item.vector);
  }

  /** The last item takes the place of the one that goes. */
  #take(place: number): void {
    const last = this.items.pop()!;
    this.#places.delete(this.items[place]?.id ?? last.id);
    if (place === this.items.length) return;
    this.items[place] = last;
    this.#places.set(last.id, place);
    this.#rows?.set(place, last.vector);
  }
}

export interface Found {
  readonly item: StoredItem;
  readonly distance: number;
}

/** The `k` nearest that pass the filter, nearest first; of items at one distance the lower id comes first. */
export function nearestInMemory(memory: Memory, vector: ArrayLike<number>, k: number, filter?: Filter): Found[] {
  const tests = testsOf(filter);
  const distances = memory.distancesTo(vector);
  const passes = (place: number): boolean => meets(memory.items[place]!.metadata, tests);
  // Ties at the end are all taken, so that which of them stay does not depend on where they lie.
  const chosen = smallest(distances, k, passes);
  const limit = chosen.length < k ? Infinity : distances[chosen[k - 1]!]!;
  const found: Found[] = [];
  distances.forEach((distance, place) => {
    if (distance <= limit && passes(place)) found.push({ item: memory.items[place]!, distance });
  });
  return inOrder(found).slice(0, k);
}

export function inOrder(found: readonly Found[]): Found[] {
  return [...found].sort((a, b) => a.distance - b.distance || (a.item.id < b.item.id ? -1 : 1));
}
