// A small gallery in memory, where a look at every item takes milliseconds: rows in float64 laid end to end, measured by the
// distances' own loops. It remembers which revision of the store it is; a write of this process brings it up to date, one
// of another makes it be read anew.

import { ascendingOrder } from "../core/order.js";
import type { Distance } from "../distances/distance.js";
import { oneToMany } from "../distances/kernels.js";
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
  readonly #width: number;
  readonly #places = new Map<string, number>();
  #data: Float64Array;

  constructor(first: readonly StoredItem[], revision: string, distance: Distance, width: number) {
    this.revision = revision;
    this.#distance = distance;
    this.#width = width;
    this.#data = new Float64Array(first.length * width);
    for (const item of first) this.#put(item);
  }

  distancesTo(vector: ArrayLike<number>): Float32Array {
    const count = this.items.length;
    const result = new Float32Array(count);
    const { bulk, between } = this.#distance;
    if (bulk === undefined) {
      for (let i = 0; i < count; i++) result[i] = between(vector, this.items[i]!.vector);
      return result;
    }
    oneToMany(bulk.kernel, Float64Array.from(vector), 0, this.#data, 0, count, this.#width, result, 0);
    const { finish } = bulk;
    return finish === undefined ? result : result.map(finish);
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
    const needed = (place + 1) * this.#width;
    if (needed > this.#data.length) {
      const grown = new Float64Array(Math.max(needed, 2 * this.#data.length));
      grown.set(this.#data);
      this.#data = grown;
    }
    this.items[place] = { ...item, source: null };
    this.#places.set(item.id, place);
    this.#data.set(item.vector, place * this.#width);
  }

  /** The last item takes the place of the one that goes. */
  #take(place: number): void {
    const last = this.items.pop()!;
    this.#places.delete(this.items[place]?.id ?? last.id);
    if (place === this.items.length) return;
    this.items[place] = last;
    this.#places.set(last.id, place);
    this.#data.set(last.vector, place * this.#width);
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
  const found: Found[] = [];
  for (const place of ascendingOrder(distances)) {
    const distance = distances[place]!;
    // Ties at the end are all taken, so that which of them stay does not depend on where they lie.
    if (found.length >= k && distance > found.at(-1)!.distance) break;
    const item = memory.items[place]!;
    if (meets(item.metadata, tests)) found.push({ item, distance });
  }
  return inOrder(found).slice(0, k);
}

export function inOrder(found: readonly Found[]): Found[] {
  return [...found].sort((a, b) => a.distance - b.distance || (a.item.id < b.item.id ? -1 : 1));
}
