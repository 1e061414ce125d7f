// A gallery at work: embeds what comes in, asks the store, and says who was found.

import { row, type Matrix } from "../core/embeddings.js";
import { DimensionError, KindredError, check } from "../core/errors.js";
import { checkFinite, matrix } from "../core/matrix.js";
import { checkChoice, checkCount, checkNames, checkRange } from "../core/options.js";
import { distanceByName } from "../distances/registry.js";
import { probabilitySame } from "../model/calibration.js";
import type { UnreadableInput } from "../model/input-reader.js";
import type { SiameseModel } from "../model/siamese-model.js";
import { testsOf, type Filter } from "./filter.js";
import { finderOf, memoryLimit, type Finder } from "./finder.js";
import type * as api from "./gallery.js";
import { identifierOf, noThreshold, type Identifier } from "./identify.js";
import { combinations, identityOf } from "./identity.js";
import { indexRecall } from "./index-recall.js";
import { checkName, checkNewItems } from "./new-items.js";
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
  #loaded: Promise<SiameseModel> | undefined;

  constructor(parts: GalleryParts) {
    this.#parts = parts;
  }

  get info(): api.GalleryInfo {
    return this.#info!;
  }

  async refresh(): Promise<void> {
    const state = await this.#state();
    this.#describe(state, await this.#parts.store.count());
  }

  async add(items: readonly api.NewInput[], options: api.AddOptions = {}): Promise<api.AddResult> {
    checkNames("gallery: add", { ...options }, ["unreadable", "onProgress", "signal"]);
    const { unreadable = "throw", onProgress, signal } = options;
    const { keepSources } = (await this.#writable()).record;
    const model = await this.#model();
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
    await this.refresh();
    return { added, replaced, unreadable: failed };
  }

  async addEmbeddings(
    items: readonly api.NewEmbedding[],
    options: Omit<api.AddOptions, "unreadable"> = {},
  ): Promise<api.AddResult> {
    checkNames("gallery: addEmbeddings", { ...options }, ["onProgress", "signal"]);
    const { onProgress, signal } = options;
    const { width } = (await this.#writable()).record;
    checkNewItems(items);
    for (const { embedding } of items)
      if (embedding.length !== width) throw new DimensionError(embedding.length, width);
    const batchSize = 16 * BATCH;
    let replaced = 0;
    for (let from = 0; from < items.length; from += batchSize) {
      signal?.throwIfAborted();
      const batch = items.slice(from, from + batchSize);
      replaced += await this.#write(batch, matrix(batch.map(({ embedding }) => embedding)), []);
      onProgress?.(from + batch.length);
    }
    await this.refresh();
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
    this.#tools!.finder.wrote(written, {
      gone: ({ id, label }) => gone.has(("ids" in what ? id : label) ?? ""),
    });
    await this.refresh();
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
    const threshold = await this.#threshold(state, { ...options, combine });
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
    const { store } = this.#parts;
    const identities = new Set<string>();
    for await (const items of store.scan({})) for (const item of items) identities.add(identityOf(item));
    const items = await store.count();
    this.#describe(state, items);
    const recall = options.recall ? await indexRecall(store, this.#tools!.finder, state) : undefined;
    const [bytes, index] = [await store.size(), await store.index()];
    return { items, identities: identities.size, bytes, index, ...(recall && { recall }) };
  }

  async *export(options: { readonly filter?: Filter } = {}): AsyncGenerator<api.ExportedItem[]> {
    checkNames("gallery: export", { ...options }, ["filter"]);
    testsOf(options.filter);
    await this.#state();
    for await (const items of this.#parts.store.scan({ ...options, vectors: true })) {
      yield items.map(({ id, label, metadata, vector }) => ({ id, label, metadata, embedding: vector }));
    }
  }

  async close(): Promise<void> {
    const { store, model, ownsModel } = this.#parts;
    await store.close();
    if (ownsModel) await model?.close();
    await (await this.#loaded?.catch(() => undefined))?.close();
  }

  /** What is there now. Throws NOT_FOUND; GALLERY_MISMATCH where it has been rebuilt with another model meanwhile. */
  async #state(): Promise<StoreState> {
    const { store, model, name } = this.#parts;
    const state = await store.state();
    if (state === undefined) throw new KindredError("NOT_FOUND", `gallery ${name}: no such gallery`);
    const { record } = state;
    if (this.#tools?.generation === record.generation) return state;
    if (model !== undefined) await checkModel(name, record.model, model);
    const space = searchSpace(distanceByName(record.distance.name, record.distance.options));
    const finder = finderOf(store, space);
    this.#tools = { generation: record.generation, space, finder, identifier: identifierOf(store, space, finder) };
    return state;
  }

  async #writable(): Promise<StoreState> {
    const { readOnly, name } = this.#parts;
    check(!readOnly, "INVALID_INPUT", `gallery ${name}: it was opened for reading only`);
    return this.#state();
  }

  /** What was handed in, or the file that the gallery was made with. */
  #model(): Promise<SiameseModel> {
    const { model, name } = this.#parts;
    if (model !== undefined) return Promise.resolve(model);
    this.#loaded ??= loadRemembered(name, this.info).catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  /** Returns how many items were replaced. */
  async #write(items: readonly api.NewItem[], embeddings: Matrix, sources: readonly Uint8Array[]): Promise<number> {
    if (items.length === 0) return 0;
    const { space, finder } = this.#tools!;
    checkFinite(
      embeddings,
      "gallery",
      items.map(({ id }) => id),
    );
    const prepared = space.prepare(embeddings);
    const stored = items.map(({ id, label, metadata = {} }, i): StoredItem => {
      return { id, label: label ?? null, vector: row(prepared, i), metadata, source: sources[i] ?? null };
    });
    const written = await this.#parts.store.upsert(stored);
    finder.wrote(written, { upserted: stored });
    return written.replaced;
  }

  /** The probe as a stored row. */
  async #probe(probe: api.Probe): Promise<Float32Array> {
    const { width } = this.info;
    const given = isEmbedding(probe) ? matrix([probe.embedding]) : await (await this.#model()).embed([probe]);
    if (given.columns !== width) throw new DimensionError(given.columns, width);
    checkFinite(given, "gallery: embedding");
    return row(this.#tools!.space.prepare(given), 0);
  }

  async #threshold(state: StoreState, options: api.IdentifyOptions): Promise<number> {
    const { threshold, falseIdentificationRate: rate, combine = "nearest" } = options;
    check(threshold === undefined || rate === undefined, "INVALID_OPTION", () => {
      return "gallery: identify: give a threshold or a falseIdentificationRate, not both";
    });
    if (rate !== undefined) {
      checkRange("gallery: identify", "falseIdentificationRate", rate, { above: 0, below: 1 });
      return this.#tools!.identifier.threshold(state, rate, combine);
    }
    const used = threshold ?? state.record.threshold?.threshold;
    if (used === undefined) throw noThreshold();
    checkRange("gallery: identify", "threshold", used);
    return used;
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

/** The model that the gallery was made with. Throws INVALID_OPTION where its file is not known or gone; GALLERY_MISMATCH. */
async function loadRemembered(name: string, { model: made, modelPath }: api.GalleryInfo): Promise<SiameseModel> {
  const wanted = `gallery ${name}: open it with its model to embed pictures or series`;
  check(modelPath !== undefined, "INVALID_OPTION", wanted);
  const { loadModel } = await import("../model/load.js");
  const model = await loadModel(modelPath).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new KindredError("INVALID_OPTION", `${wanted}; the one it was made with is gone: ${why}`, { cause: error });
  });
  await checkModel(name, made, model);
  return model;
}

/** Throws GALLERY_MISMATCH where the gallery is of another model. */
async function checkModel(name: string, made: string | undefined, model: SiameseModel): Promise<void> {
  const own = await model.fingerprint();
  const short = (hash: string | undefined): string =>
    hash === undefined ? "embeddings made elsewhere" : hash.slice(0, 12);
  check(made === own, "GALLERY_MISMATCH", () => {
    return `gallery ${name}: it holds embeddings of another model (${short(made)}), got ${short(own)}; rebuild it with the new one`;
  });
}
