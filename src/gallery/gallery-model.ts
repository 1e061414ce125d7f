// The model of a gallery in use: what was handed in, or the file that the gallery was made with, opened when first needed.

import { KindredError, check } from "../core/errors.js";
import { loadModel } from "../model/load.js";
import type { SiameseModel } from "../model/siamese-model.js";
import type { GalleryInfo } from "./gallery.js";

export interface GalleryModel {
  /** Throws INVALID_OPTION where there is none, or its file is gone; GALLERY_MISMATCH where the file holds another model. */
  get(info: Pick<GalleryInfo, "name" | "model" | "modelPath">): Promise<SiameseModel>;
  /** Throws GALLERY_MISMATCH where there is a model, and the gallery called `name` was made with another. */
  check(name: string, made: string | undefined): Promise<void>;
  /** Closes what it has opened itself. */
  close(): Promise<void>;
}

/** @param owned - whether `given` is closed with the gallery */
export function galleryModel(given: SiameseModel | undefined, owned: boolean): GalleryModel {
  let loaded: Promise<SiameseModel> | undefined;
  return {
    get(info) {
      if (given !== undefined) return Promise.resolve(given);
      loaded ??= remembered(info).catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
      return loaded;
    },
    async check(name, made) {
      const model = given ?? (await loaded?.catch(() => undefined));
      if (model !== undefined) await checkModel(name, made, model);
    },
    async close() {
      if (owned) await given?.close();
      await (await loaded?.catch(() => undefined))?.close();
      loaded = undefined;
    },
  };
}

async function remembered({ name, model: made, modelPath }: Parameters<GalleryModel["get"]>[0]): Promise<SiameseModel> {
  const wanted = `gallery ${name}: open it with its model to embed pictures or series`;
  check(modelPath !== undefined, "INVALID_OPTION", wanted);
  const model = await loadModel(modelPath).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new KindredError("INVALID_OPTION", `${wanted}; the one it was made with is gone: ${why}`, { cause: error });
  });
  await checkModel(name, made, model);
  return model;
}

async function checkModel(name: string, made: string | undefined, model: SiameseModel): Promise<void> {
  const own = await model.fingerprint();
  const short = (hash = "embeddings made elsewhere"): string => (hash.length === 64 ? hash.slice(0, 12) : hash);
  check(made === own, "GALLERY_MISMATCH", () => {
    return `gallery ${name}: it holds embeddings of another model (${short(made)}), got ${short(own)}; rebuild it with the new one`;
  });
}
