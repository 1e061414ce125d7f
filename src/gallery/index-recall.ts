// How much an index misses: items of the gallery are searched for, once by the index and once with a look at every item, and
// the ten nearest are compared. An item that is as near as the tenth counts as found, whichever of equals came.

import { random, sample } from "../core/random.js";
import { quantile } from "../core/statistics.js";
import type { Finder } from "./finder.js";
import type { IndexRecall } from "./gallery.js";
import type { GalleryStore, StoredItem, StoreState } from "./store.js";

const PROBES = 100;
const K = 10;

/** Undefined in an empty gallery. */
export async function indexRecall(
  store: GalleryStore,
  finder: Finder,
  state: StoreState,
): Promise<IndexRecall | undefined> {
  const probes = await someItems(store);
  if (probes.length === 0) return undefined;
  const [times, exactTimes]: [number[], number[]] = [[], []];
  let [found, wanted] = [0, 0];
  for (const { vector } of probes) {
    const exact = await timed(() => finder.find(state, vector, { k: K, exact: true }), exactTimes);
    const quick = await timed(() => finder.find(state, vector, { k: K }), times);
    const last = exact.at(-1)!.distance;
    wanted += exact.length;
    found += quick.filter(({ distance }) => distance <= last).length;
  }
  const at10 = found / wanted;
  return { at10, probes: probes.length, milliseconds: median(times), exactMilliseconds: median(exactTimes) };
}

function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

async function timed<T>(work: () => Promise<T>, times: number[]): Promise<T> {
  const start = performance.now();
  const result = await work();
  times.push(performance.now() - start);
  return result;
}

async function someItems(store: GalleryStore): Promise<StoredItem[]> {
  const ids: string[] = [];
  for await (const items of store.scan({})) for (const { id } of items) ids.push(id);
  const chosen = sample(ids.sort(), PROBES, random(0, "recall probes"));
  const found: StoredItem[] = [];
  for await (const items of store.scan({ ids: chosen, vectors: true })) found.push(...items);
  return found;
}
