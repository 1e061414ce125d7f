// A gallery at work: embeds what comes in, asks the store, and says who was found.
//
// Why it is long: all operations stand side by side, each its checks and a few lines; how they work is in files of their own.

import { row, type Matrix } from "../core/embeddings.js";
import { DimensionError, KindredError, check } from "../core/errors.js";
import { checkFinite, matrix } from "../core/matrix.js";
import { checkChoice, checkCount, checkNames, checkRange } from "../core/options.js";
import { distanceByName } from "../distances/registry.js";
import { probabilitySame } from "../model/calibration.js";
import type { UnreadableInput } from "../model/input-reader.js";
import { loadModel } from "../model/load.js";
import type { SiameseModel } from "../model/siamese-model.js";
import { testsOf, type Filter } from "./filter.js";
import { finderOf, memoryLimit, type Finder } from "./finder.js";
import type * as api from "./gallery.js";
import { identifierOf, thresholdOf, type Identifier } from "./identify.js";
import { combinations } from "./identity.js";
import { galleryStats } from "./stats.js";
import { checkName, checkNewItems } from "./new-items.js";
import { rebuildWith } from "./rebuild.js";
import { galleryModel, type GalleryModel } from "./gallery-model.js";
import { recentState, type RecentState } from "./recent-state.js";
import { recordOfModel } from "./record.js";
import { sourceOf } from "./sources.js";
import { searchSpace, type SearchSpace } from "./space.js";
import type { GalleryStore, StoredItem, StoreState } from "./store.js";

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
    await this.#keepIndex();
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
    await this.#keepIndex();
    return { added: items.length, replaced, unreadable: [] };
  }

  async remove(what: api.Removal): Promise<number> {
    checkNames("gallery: remove", what, ["ids", "labels"]);
    const [names, of] = "ids" in what ? [what.ids, "id"] : [what.labels, "label"];
    check(Array.isArray(names), "INVALID_INPUT", "gallery: remove takes a list of ids or of labels");
    for (const name of names) checkName(`gallery: ${of} to remove`, name);
    await this.#writable();
    const { store } = this.#parts;
    const gone = new Set(names);
    const written = await store.remove("ids" in what ? { ids: what.ids } : { labels: what.labels });
    this.#last.forget();
    this.#tools!.finder.wrote(written, {
      gone: ({ id, label }) => gone.has(("ids" in what ? id : label) ?? ""),
    });
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
    const [first] = ranked;
    if (first === undefined) return { identity: undefined, threshold, ranked };
    const { identity, distance } = first;
    const known = distance <= threshold;
    return {
      identity: known ? identity : undefined,
      distance,
      ...this.#similarity(state, distance),
      threshold,
      ranked,
    };
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
    const { model: given, onProgress, signal } = options;
    const { record } = await this.#writable();
    const { created, keepSources, generation } = record;
    const { store } = this.#parts;
    if (given !== undefined) {
      const file = typeof given === "string" ? given : undefined;
      const model = typeof given === "string" ? await loadModel(given) : given;
      const next = await recordOfModel({ created, keepSources, generation: generation + 1 }, model, file);
      try {
        if (next.model === record.model) await store.describe({ ...next, generation });
        else await rebuildWith(store, model, next, { onProgress, signal });
      } catch (error) {
        if (file !== undefined) await model.close();
        throw error;
      }
      await this.#model.close();
      this.#model = galleryModel(model, file !== undefined);
      this.#tools = undefined;
    }
    await this.refresh();
    const { kind } = await store.index();
    if (kind !== "none" || this.info.method === "index") await this.#buildIndex();
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

  /**
   * Builds an index once there is more that none covers than is fast to look through, and than a fifth of all: an index is built
   * of everything, and would be built for every few that are enrolled into millions.
   */
  async #keepIndex(): Promise<void> {
    await this.#afterWrite();
    const { method, width, items } = this.info;
    if (method !== "index") return;
    const { unindexed } = await this.#parts.store.index();
    if (unindexed * width > memoryLimit && unindexed > items / 5) await this.#buildIndex();
  }

  async #buildIndex(): Promise<void> {
    const { store } = this.#parts;
    const { metric = "l2" } = this.#tools!.space;
    await store.buildIndex(store.metrics.includes(metric) ? metric : "l2");
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
    checkFinite(
      embeddings,
      "gallery",
      items.map(({ id }) => id),
    );
    const prepared = space.prepare(embeddings);
    const stored = items.map(({ id, label, metadata = {} }, i): StoredItem => {
      return { id, label: label ?? null, vector: row(prepared, i), metadata, source: sources[i] ?? null };
    });
    const written = await this.#parts.store.upsert(stored, generation);
    this.#last.forget();
    finder.wrote(written, { upserted: stored });
    return written.replaced;
  }

  /** The probe as a stored row. */
  async #probe(probe: api.Probe): Promise<Float32Array> {
    const { width } = this.info;
    const given = isEmbedding(probe)
      ? matrix([probe.embedding])
      : await (await this.#model.get(this.info)).embed([probe]);
    if (given.columns !== width) throw new DimensionError(given.columns, width);
    checkFinite(given, "gallery: embedding");
    return row(this.#tools!.space.prepare(given), 0);
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

function isEmbedding(probe: api.Probe): probe is { readonly embedding: ArrayLike<number> } {
  return typeof probe === "object" && "embedding" in probe;
}
