// Moves a gallery to another model: everything is embedded anew from the sources that were kept, beside the gallery in use,
// which goes on answering and taking changes; at the end changes are caught up with while writers wait, and the new one
// takes its place. A rebuild that fails or is killed leaves the gallery as it was.

import { createHash } from "node:crypto";
import { KindredError, check } from "../core/errors.js";
import { row } from "../core/embeddings.js";
import { loadModel } from "../model/load.js";
import type { SiameseModel } from "../model/siamese-model.js";
import { galleryModel, type GalleryModel } from "./gallery-model.js";
import { recordOfModel } from "./record.js";
import { inputOf } from "./sources.js";
import { searchSpace } from "./space.js";
import type { GalleryRecord, GalleryStore, StoredItem } from "./store.js";

export interface RebuildProgress {
  /** Called after each batch with the number of items done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Stops between batches; the gallery stays as it was. */
  readonly signal?: AbortSignal | undefined;
}

/** Items that are embedded at a time. */
const BATCH = 256;
/** With more changes than that during a pass, there is another before writers have to wait. */
const FEW = 200;

/**
 * Moves the gallery that `store` holds to another model, which is in use from then on. One that makes the same embeddings, but decides
 * otherwise, only changes what the gallery says of itself.
 *
 * @param given - a model, or the path of one, which is then opened and closed with the gallery
 * @throws what `loadModel` throws; INVALID_INPUT where an item's source was not kept; GALLERY_BUSY
 */
export async function moveToModel(
  store: GalleryStore,
  record: GalleryRecord,
  given: string | SiameseModel,
  progress: RebuildProgress,
): Promise<GalleryModel> {
  const file = typeof given === "string" ? given : undefined;
  const model = typeof given === "string" ? await loadModel(given) : given;
  const { created, keepSources, generation } = record;
  try {
    const next = await recordOfModel({ created, keepSources, generation: generation + 1 }, model, file);
    if (next.model === record.model) await store.describe({ ...next, generation });
    else await rebuildWith(store, model, next, progress);
  } catch (error) {
    if (file !== undefined) await model.close();
    throw error;
  }
  return galleryModel(model, file !== undefined);
}

/**
 * Embeds all items of `store` with `model` and puts them in the place of the old ones.
 *
 * @param record - what the gallery is to be, with the next generation
 * @throws INVALID_INPUT where an item's source was not kept; GALLERY_BUSY where another process rebuilds the gallery
 */
async function rebuildWith(
  store: GalleryStore,
  model: SiameseModel,
  record: GalleryRecord,
  { onProgress, signal }: RebuildProgress,
): Promise<void> {
  const without = await itemWithoutSource(store);
  check(without === undefined, "INVALID_INPUT", () => {
    return `rebuild: ${without}: its source was not kept; enrol it anew, or make a new gallery with keepSources`;
  });
  const successor = await store.successor(record);
  /** What has been embedded, by id. */
  const done = new Map<string, string>();
  const pass = async (): Promise<number> => {
    const seen = new Set<string>();
    let changes = 0;
    for await (const items of store.scan({ vectors: true, sources: true })) {
      for (const { id } of items) seen.add(id);
      const changed = items.filter((item) => done.get(item.id) !== printOf(item));
      for (let from = 0; from < changed.length; from += BATCH) {
        signal?.throwIfAborted();
        const batch = changed.slice(from, from + BATCH);
        await successor.upsert(await embedded(batch, model));
        for (const item of batch) done.set(item.id, printOf(item));
        onProgress?.(done.size);
      }
      changes += changed.length;
    }
    signal?.throwIfAborted();
    const gone = [...done.keys()].filter((id) => !seen.has(id));
    for (let from = 0; from < gone.length; from += BATCH) await successor.remove(gone.slice(from, from + BATCH));
    for (const id of gone) done.delete(id);
    return changes + gone.length;
  };
  try {
    await pass();
    while ((await pass()) > FEW);
    await successor.takeOver(async () => void (await pass()));
  } finally {
    await successor.discard();
  }
}

async function embedded(items: readonly StoredItem[], model: SiameseModel): Promise<StoredItem[]> {
  const { kind } = model.info.input;
  const inputs = items.map(({ id, source }) => {
    if (source === null) throw new KindredError("INVALID_INPUT", `rebuild: ${id}: its source was not kept`);
    return inputOf(source, kind, id);
  });
  const prepared = searchSpace(model.distance).prepare(await model.embed(inputs));
  return items.map((item, i) => ({ ...item, vector: row(prepared, i) }));
}

/** The same for an item that has not been changed. */
function printOf({ label, metadata, vector, source }: StoredItem): string {
  const hash = createHash("sha1").update(JSON.stringify([label, Object.entries(metadata).sort()]));
  hash.update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  return hash.update(source ?? new Uint8Array(0)).digest("base64");
}

async function itemWithoutSource(store: GalleryStore): Promise<string | undefined> {
  for await (const items of store.scan({ sources: true })) {
    const found = items.find(({ source }) => source === null);
    if (found !== undefined) return found.id;
  }
  return undefined;
}
