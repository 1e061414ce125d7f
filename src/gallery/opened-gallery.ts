// A gallery at work: embeds what comes in, asks the store, and says who was found.

import type { Matrix } from "../core/embeddings.js";
import { DimensionError, KindredError, check } from "../core/errors.js";
import { matrix } from "../core/matrix.js";
import { checkChoice, checkCount, checkNames, checkRange } from "../core/options.js";
import { distanceByName } from "../distances/registry.js";
import { probabilitySame } from "../model/calibration.js";
import type { UnreadableInput } from "../model/input-reader.js";
import type { SiameseModel } from "../model/siamese-model.js";
import { testsOf, type Filter } from "./filter.js";
import { finderOf, memoryLimit, type Finder } from "./finder.js";
import type * as api from "./gallery.js";
import { identificationOf, identifierOf, thresholdOf, type Identifier } from "./identify.js";
import { combinations } from "./identity.js";
import { galleryStats } from "./stats.js";
import { checkName, checkNewItems, checkRemoval } from "./new-items.js";
import { buildIndex, keepIndex } from "./keep-index.js";
import { moveToModel } from "./rebuild.js";
import { galleryModel, type GalleryModel } from "./gallery-model.js";
import { recentState, type RecentState } from "./recent-state.js";
import { sourceOf } from "./sources.js";
import { searchSpace, type SearchSpace } from "./space.js";
import type { GalleryStore, StoreState } from "./store.js";
import { storedItems, storedProbe } from "./stored-items.js";

export interface GalleryParts {
  readonly name: string;
  readonly store: GalleryStore;
  readonly model: SiameseModel | undefined;
  /** Whether the model is closed with the gallery. */
  readonly ownsModel: boolean;
  readonly readOnly: boolean;
  /** Milliseconds for which a state of the store is good. */
  readonly maxAge: number;
}

/** Items that are embedded and written at a time. */
const BATCH = 256;

/** The gallery that `store` holds. Throws NOT_FOUND, GALLERY_MISMATCH. */
export async function openedGallery(parts: GalleryParts): Promise<api.Gallery> {
  const gallery = new OpenedGallery(parts);
  await gallery.refresh();
  return gallery;
}

/** What depends on how the gallery was made. */
interface Tools {
  readonly generation: number;
  readonly space: SearchSpace;
  readonly finder: Finder;
  readonly identifier: Identifier;
}

class OpenedGallery implements api.Gallery {
  readonly #parts: GalleryParts;
  #info: api.GalleryInfo | undefined;
  #tools: Tools | undefined;
  #model: GalleryModel;
  #last: RecentState;

  constructor(parts: GalleryParts) {
    this.#parts = parts;
    this.#model = galleryModel(parts.model, parts.ownsModel);
    this.#last = recentState(() => this.#read(), parts.maxAge);
  }

  get info(): api.GalleryInfo {
    return this.#info!;
  }

  async refresh(): Promise<void> {
    const state = await this.#current();
    this.#describe(state, await this.#parts.store.count());
  }

  async add(items: readonly api.NewInput[], options: api.AddOptions = {}): Promise<api.AddResult> {
    checkNames("gallery: add", { ...options }, ["unreadable", "onProgress", "signal"]);
    const { unreadable = "throw", onProgress, signal } = options;
    const { keepSources } = (await this.#writable()).record;
    const model = await this.#model.get(this.info);
    checkNewItems(items);
    const failed: UnreadableInput[] = [];
    let [added, replaced] = [0, 0];
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH);
      const inputs = batch.map(({ input }) => input);
      const embedded = await model.embed(inputs, { unreadable, ...(signal && { signal }) });
      const gone = new Map(embedded.unreadable.map((failure) => [failure.index, failure]));
      failed.push(...[...gone.values()].map((failure) => ({ ...failure, index: from + failure.index })));
      const kept = batch.filter((_, index) => !gone.has(index));
      const sources = keepSources
        ? await Promise.all(kept.map(({ input }) => sourceOf(input, model.info.input.kind)))
        : [];
      const written = await this.#write(kept, embedded, sources);
      added += kept.length;
      replaced += written;
      onProgress?.(Math.min(items.length, from + BATCH));
      signal?.throwIfAborted();
    }
    await this.#afterWrite();
    await keepIndex(this.#parts.store, this.#tools!.space, this.info);
    return { added, replaced, unreadable: failed };
  }

  async addEmbeddings(
    items: readonly api.NewEmbedding[],
    options: Omit<api.AddOptions, "unreadable"> = {},
  ): Promise<api.AddResult> {
    checkNames("gallery: addEmbeddings", { ...options }, ["onProgress", "signal"]);
    const { onProgress, signal } = options;
    const { width, keepSources } = (await this.#writable()).record;
    checkNewItems(items);
    for (const { embedding } of items)
      if (embedding.length !== width) throw new DimensionError(embedding.length, width);
    const batchSize = 16 * BATCH;
    let replaced = 0;
    for (let from = 0; from < items.length; from += batchSize) {
      signal?.throwIfAborted();
      const batch = items.slice(from, from + batchSize);
      const sources = keepSources ? await this.#sourcesOf(batch) : [];
      replaced += await this.#write(batch, matrix(batch.map(({ embedding }) => embedding)), sources);
      onProgress?.(from + batch.length);
    }
    await this.#afterWrite();
    await keepIndex(this.#parts.store, this.#tools!.space, this.info);
    return { added: items.length, replaced, unreadable: [] };
  }

  async remove(what: api.Removal): Promise<number> {
    checkRemoval(what);
    await this.#writable();
    const written = await this.#parts.store.remove("ids" in what ? { ids: what.ids } : { labels: what.labels });
    this.#last.forget();
    const gone = new Set("ids" in what ? what.ids : what.labels);
    this.#tools!.finder.wrote(written, { gone: ({ id, label }) => gone.has(("ids" in what ? id : label) ?? "") });
    await this.#afterWrite();
    return written.items;
  }

  async search(probe: api.Probe, options: api.SearchOptions = {}): Promise<api.Hit[]> {
    checkNames("gallery: search", { ...options }, ["top", "filter", "exact"]);
    const { top = 10, filter, exact } = options;
    checkCount("gallery: search", "top", top);
    testsOf(filter);
    const state = await this.#state();
    const vector = await this.#probe(probe);
    const found = await this.#tools!.finder.find(state, vector, { k: top, filter, exact });
    return found.map(({ item: { id, label, metadata }, distance }) => {
      return { id, label, distance, ...this.#similarity(state, distance), metadata };
    });
  }

  async identify(probe: api.Probe, options: api.IdentifyOptions = {}): Promise<api.Identification> {
    const names = ["top", "combine", "threshold", "falseIdentificationRate", "filter", "exact"];
    checkNames("gallery: identify", { ...options }, names);
    const { top = 5, combine = "nearest", filter, exact } = options;
    checkCount("gallery: identify", "top", top);
    checkChoice("gallery: identify", "combine", combine, combinations);
    testsOf(filter);
    const state = await this.#state();
    const threshold = await thresholdOf(this.#tools!.identifier, state, { ...options, combine });
    const vector = await this.#probe(probe);
    const ranking = await this.#tools!.identifier.rank(state, vector, { top, combine, filter, exact });
    const ranked = ranking
      .slice(0, top)
      .map((identity) => ({ ...identity, ...this.#similarity(state, identity.distance) }));
    return identificationOf(ranked, threshold);
  }

  async list(options: api.ListOptions = {}): Promise<api.Page> {
    checkNames("gallery: list", { ...options }, ["after", "limit", "filter"]);
    const { after, limit = 100, filter } = options;
    checkRange("gallery: list", "limit", limit, { from: 1, to: 10_000 });
    checkCount("gallery: list", "limit", limit);
    if (after !== undefined) checkName("gallery: list: after", after);
    testsOf(filter);
    await this.#state();
    const query = { limit: limit + 1, ...(after !== undefined && { after }), ...(filter && { filter }) };
    const found = await this.#parts.store.page(query);
    const items = found.slice(0, limit).map(({ id, label, metadata }) => ({ id, label, metadata }));
    return { items, ...(found.length > limit && { next: items.at(-1)!.id }) };
  }

  async stats(options: api.StatsOptions = {}): Promise<api.GalleryStats> {
    checkNames("gallery: stats", { ...options }, ["recall"]);
    const state = await this.#state();
    const stats = await galleryStats(this.#parts.store, this.#tools!.finder, state, options.recall ?? false);
    this.#describe(state, stats.items);
    return stats;
  }

  async *export(options: { readonly filter?: Filter } = {}): AsyncGenerator<api.ExportedItem[]> {
    checkNames("gallery: export", { ...options }, ["filter"]);
    testsOf(options.filter);
    await this.#state();
    for await (const items of this.#parts.store.scan({ ...options, vectors: true })) {
      yield items.map(({ id, label, metadata, vector }) => ({ id, label, metadata, embedding: vector }));
    }
  }

  async rebuild(options: api.RebuildOptions = {}): Promise<void> {
    checkNames("gallery: rebuild", { ...options }, ["model", "onProgress", "signal"]);
    const { model, ...progress } = options;
    const { record } = await this.#writable();
    const { store } = this.#parts;
    if (model !== undefined) {
      const next = await moveToModel(store, record, model, progress);
      await this.#model.close();
      this.#model = next;
      this.#tools = undefined;
    }
    await this.refresh();
    const { kind } = await store.index();
    if (kind !== "none" || this.info.method === "index") await buildIndex(store, this.#tools!.space);
  }

  async close(): Promise<void> {
    await this.#parts.store.close();
    await this.#model.close();
  }

  /** What was written stays written, also where the gallery has been rebuilt with another model meanwhile: that is told next time. */
  async #afterWrite(): Promise<void> {
    await this.refresh().catch((error: unknown) => {
      if (!(error instanceof KindredError) || error.code !== "GALLERY_MISMATCH") throw error;
    });
  }

  /** What is there, or was `maxAge` ago. Throws NOT_FOUND; GALLERY_MISMATCH where it has been rebuilt with another model. */
  #state(): Promise<StoreState> {
    return this.#last.get();
  }

  /** What is there now. */
  #current(): Promise<StoreState> {
    this.#last.forget();
    return this.#last.get();
  }

  async #read(): Promise<StoreState> {
    const { store, name } = this.#parts;
    const state = await store.state();
    if (state === undefined) throw new KindredError("NOT_FOUND", `gallery ${name}: no such gallery`);
    const { record } = state;
    if (this.#tools?.generation === record.generation) return state;
    await this.#model.check(name, record.model);
    const space = searchSpace(distanceByName(record.distance.name, record.distance.options));
    const finder = finderOf(store, space);
    this.#tools = { generation: record.generation, space, finder, identifier: identifierOf(store, space, finder) };
    return state;
  }

  async #writable(): Promise<StoreState> {
    const { readOnly, name } = this.#parts;
    check(!readOnly, "INVALID_INPUT", `gallery ${name}: it was opened for reading only`);
    return this.#current();
  }

  async #sourcesOf(items: readonly api.NewEmbedding[]): Promise<(Uint8Array | null)[]> {
    if (items.every(({ source }) => source === undefined)) return [];
    const { input } = (await this.#model.get(this.info)).info;
    return Promise.all(items.map(async ({ source }) => (source === undefined ? null : sourceOf(source, input.kind))));
  }

  /** Returns how many items were replaced. */
  async #write(
    items: readonly api.NewItem[],
    embeddings: Matrix,
    sources: readonly (Uint8Array | null)[],
  ): Promise<number> {
    if (items.length === 0) return 0;
    const { space, finder, generation } = this.#tools!;
    const stored = storedItems(items, embeddings, sources, space);
    const written = await this.#parts.store.upsert(stored, generation);
    this.#last.forget();
    finder.wrote(written, { upserted: stored });
    return written.replaced;
  }

  #probe(probe: api.Probe): Promise<Float32Array> {
    return storedProbe(probe, this.info.width, this.#tools!.space, () => this.#model.get(this.info));
  }

  #similarity({ record: { calibration } }: StoreState, distance: number): { readonly similarity?: number } {
    return calibration === undefined ? {} : { similarity: probabilitySame(calibration, distance) };
  }

  #describe({ record }: StoreState, items: number): void {
    const { name, store } = this.#parts;
    const { format: _, storedWidth, generation: __, ...rest } = record;
    const method = items * storedWidth <= memoryLimit ? "memory" : "index";
    this.#info = { name, store: store.kind, ...rest, items, method };
  }
}
