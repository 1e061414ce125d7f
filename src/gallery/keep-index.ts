// When a store's index is built: once there is more that none covers than is fast to look through, and than a fifth of all. An
// index is built of everything, and would be built for every few that are enrolled into millions.

import { memoryLimit } from "./finder.js";
import type { GalleryInfo } from "./gallery.js";
import type { SearchSpace } from "./space.js";
import type { GalleryStore } from "./store.js";

/** Builds the index where it is time to. */
export async function keepIndex(
  store: GalleryStore,
  space: SearchSpace,
  { method, width, items }: Pick<GalleryInfo, "method" | "width" | "items">,
): Promise<void> {
  if (method !== "index") return;
  const { unindexed } = await store.index();
  if (unindexed * width > memoryLimit && unindexed > items / 5) await buildIndex(store, space);
}

/** Builds or renews it, by the space's metric where the store knows that one. */
export async function buildIndex(store: GalleryStore, { metric = "l2" }: SearchSpace): Promise<void> {
  await store.buildIndex(store.metrics.includes(metric) ? metric : "l2");
}
