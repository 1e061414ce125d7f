// Opens a gallery, or makes one.

import { KindredError, check } from "../core/errors.js";
import { checkCount, checkNames, checkRange } from "../core/options.js";
import type { Distance } from "../distances/distance.js";
import type { ModelThreshold } from "../model/format.js";
import { loadModel } from "../model/load.js";
import type { SiameseModel } from "../model/siamese-model.js";
import type { Gallery } from "./gallery.js";
import { locate, type Location } from "./location.js";
import { openedGallery } from "./opened-gallery.js";
import { recordFormat, recordOfModel, storedWidth } from "./record.js";
import type { GalleryRecord, GalleryStore } from "./store.js";

export interface OpenGalleryOptions {
  /** A folder of galleries, or `postgres://...`. @defaultValue the environment variable KINDRED_STORE, else "galleries" */
  readonly store?: string;
  /**
   * Embeds what is enrolled and asked about: a model, or the path of its file, which the gallery then remembers.
   * @defaultValue the file it was made with, opened when first needed
   */
  readonly model?: SiameseModel | string;
  /** Whether to make the gallery where it is missing; needs `model` or `embeddings`. @defaultValue false */
  readonly create?: boolean;
  /** Refuses every change. @defaultValue false */
  readonly readOnly?: boolean;
  /**
   * Milliseconds for which what other processes write may stay unseen; a search then need not ask the store each time. What is
   * written through this gallery is always seen. 0 to 60,000. @defaultValue 0
   */
  readonly maxAge?: number;
  /** Of a gallery that is made: whether to keep what is enrolled, so that another model can embed it anew. @defaultValue false */
  readonly keepSources?: boolean;
  /** Of a gallery that is made: instead of a model, what its embeddings are like. */
  readonly embeddings?: EmbeddingsKind;
}

export interface EmbeddingsKind {
  /** Their width, D. */
  readonly width: number;
  readonly distance: Distance;
  /** @defaultValue none: `identify` has to be given one */
  readonly threshold?: ModelThreshold;
}

const optionNames = ["store", "model", "create", "readOnly", "maxAge", "keepSources", "embeddings"];

/**
 * Opens the gallery called `name` in a store; a `name` with a slash is the path of its folder.
 *
 * @throws INVALID_INPUT for a name that is none; NOT_FOUND where there is no such gallery and `create` is not set;
 *   GALLERY_MISMATCH where it was made with another model; GALLERY_INVALID; MISSING_PACKAGE; STORE_UNAVAILABLE
 */
export async function openGallery(name: string, options: OpenGalleryOptions = {}): Promise<Gallery> {
  checkNames("gallery", { ...options }, optionNames);
  const { store: place, model: given, create = false, readOnly = false, maxAge = 0 } = options;
  checkRange("gallery", "maxAge", maxAge, { from: 0, to: 60_000 });
  const location = locate(name, place);
  const store = await openStore(location);
  const ownsModel = typeof given === "string";
  let model: SiameseModel | undefined;
  try {
    model = typeof given === "string" ? await loadModel(given) : given;
    if (create && !readOnly && (await store.state()) === undefined) {
      await store.create(await newRecord(options, model));
    }
    const state = await store.state();
    if (state === undefined)
      throw new KindredError(
        "NOT_FOUND",
        `${whereOf(location)}: no such gallery; it is made with a model: kindred gallery add, kindred serve --create, openGallery's create`,
      );
    return await openedGallery({ name: location.name, store, model, ownsModel, readOnly, maxAge });
  } catch (error) {
    await store.close();
    if (ownsModel) await model?.close();
    throw error;
  }
}

/** The store of one gallery, whether there is such a gallery or not. */
async function openStore(location: Location): Promise<GalleryStore> {
  if (location.kind === "postgres") {
    return (await import("./stores/postgres.js")).postgresStore(location.url, location.name);
  }
  return (await import("./stores/lance.js")).lanceStore(location.folder);
}

function whereOf(location: Location): string {
  return location.kind === "embedded" ? location.folder : `gallery ${location.name}`;
}

async function newRecord(options: OpenGalleryOptions, model: SiameseModel | undefined): Promise<GalleryRecord> {
  const { model: given, embeddings, keepSources = false } = options;
  check((model === undefined) !== (embeddings === undefined), "INVALID_OPTION", () => {
    return "gallery: a new gallery takes either a model, or embeddings: what its embeddings are like";
  });
  const beginning = { created: new Date().toISOString(), keepSources, generation: 1 };
  if (model !== undefined) return recordOfModel(beginning, model, typeof given === "string" ? given : undefined);
  const { width, distance, threshold } = embeddings!;
  checkCount("gallery", "width", width);
  return {
    format: recordFormat,
    width,
    storedWidth: storedWidth(distance, width),
    distance: { name: distance.name, options: distance.options },
    ...(threshold && { threshold }),
    ...beginning,
  };
}
