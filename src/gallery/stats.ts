// What there is to say of a gallery's size.

import type { Finder } from "./finder.js";
import type { GalleryStats } from "./gallery.js";
import { identityOf } from "./identity.js";
import { indexRecall } from "./index-recall.js";
import type { GalleryStore, StoreState } from "./store.js";

/** Reads all ids and labels; with `recall` also measures the index. */
export async function galleryStats(
  store: GalleryStore,
  finder: Finder,
  state: StoreState,
  recall: boolean,
): Promise<GalleryStats> {
  const identities = new Set<string>();
  let items = 0;
  for await (const some of store.scan({})) {
    items += some.length;
    for (const item of some) identities.add(identityOf(item));
  }
  const found = recall ? await indexRecall(store, finder, state) : undefined;
  const [bytes, index] = [await store.size(), await store.index()];
  return { items, identities: identities.size, bytes, index, ...(found && { recall: found }) };
}
