// The galleries of a service, by name, each with the model that it was made with and the loosest threshold for its decisions.

import { KindredError, check } from "../core/errors.js";
import { checkRange } from "../core/options.js";
import { openGallery, type Gallery } from "../gallery/index.js";
import type { ServedModel, ServedModels } from "./served-models.js";

/** Milliseconds after which the writes of other processes are seen, at the latest. */
const maxAge = 100;

export interface ServedGallery {
  readonly name: string;
  readonly gallery: Gallery;
  readonly served: ServedModel;
  /** Where "known" ends at the latest; undefined where nobody says, or the rate below does. */
  readonly threshold: number | undefined;
  /** The share of strangers that may be taken for somebody: then the gallery finds its threshold itself. */
  readonly falseIdentificationRate: number | undefined;
}

export interface ServedGalleries {
  readonly all: readonly ServedGallery[];
  /** Throws NOT_FOUND. */
  get(name: string): ServedGallery;
  close(): Promise<void>;
}

export interface ServeGalleriesOptions {
  /** Where galleries are: a folder, or "postgres://...". @defaultValue KINDRED_STORE, else "galleries" */
  readonly store?: string | undefined;
  /** Makes galleries that are missing, with the first model. @defaultValue false */
  readonly createGalleries?: boolean;
  readonly threshold?: number | undefined;
  readonly falseIdentificationRate?: number | undefined;
}

/** Throws NOT_FOUND, GALLERY_MISMATCH where no model is the gallery's, INVALID_OPTION, GALLERY_INVALID, STORE_UNAVAILABLE. */
export async function serveGalleries(
  names: readonly string[],
  models: ServedModels,
  { store, createGalleries = false, threshold, falseIdentificationRate }: ServeGalleriesOptions,
): Promise<ServedGalleries> {
  if (falseIdentificationRate !== undefined) {
    checkRange("serve", "falseIdentificationRate", falseIdentificationRate, { above: 0, below: 1 });
    check(threshold === undefined, "INVALID_OPTION", "serve: give a threshold or a falseIdentificationRate, not both");
  }
  const all: ServedGallery[] = [];
  const close = async (): Promise<void> => void (await Promise.all(all.map(({ gallery }) => gallery.close())));
  const place = store === undefined ? {} : { store };
  try {
    for (const name of names) {
      const served = await modelOf(name, place, models, createGalleries);
      const gallery = await openGallery(name, { ...place, model: served.model, create: createGalleries, maxAge });
      check(!all.some((each) => each.name === gallery.info.name), "INVALID_OPTION", () => {
        return `serve: two galleries are called "${gallery.info.name}"`;
      });
      const own = falseIdentificationRate === undefined ? gallery.info.threshold?.threshold : undefined;
      all.push({
        ...{ name: gallery.info.name, gallery, served },
        threshold: threshold ?? own,
        falseIdentificationRate,
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { all, get: (name) => named(all, name), close };
}

/** The served model that a gallery was made with; the first where the gallery is yet to be made. */
async function modelOf(
  name: string,
  place: { readonly store?: string },
  { all }: ServedModels,
  create: boolean,
): Promise<ServedModel> {
  const info = await openGallery(name, { ...place, readOnly: true })
    .then(async (gallery) => {
      await gallery.close();
      return gallery.info;
    })
    .catch((error: unknown) => {
      if (create && error instanceof KindredError && error.code === "NOT_FOUND") return undefined;
      throw error;
    });
  if (info === undefined) return all[0]!;
  for (const served of all) if ((await served.model.fingerprint()) === info.model) return served;
  const made = info.modelPath === undefined ? "" : `; it was made with ${info.modelPath}`;
  throw new KindredError("GALLERY_MISMATCH", `gallery ${name}: none of the models is the one it was made with${made}`);
}

/** Names are looked up, never made into paths. Which galleries there are, the answer to a wrong name does not say. */
function named(all: readonly ServedGallery[], name: string): ServedGallery {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new KindredError("NOT_FOUND", "gallery: the service has none of that name");
  return found;
}
