// Pictures as items of a training.

import { channelsOf, pixelsOf, type ImageStore } from "../data/index.js";
import { pixelSource } from "../model/index.js";
import { thumbnail } from "../report/thumbnails.js";
import type { Augmentation } from "./augment-graph.js";
import { imageBatches } from "./image-batches.js";
import type { ItemStore } from "./item-store.js";

export function imageItems(store: ImageStore): ItemStore {
  const { spec, count } = store;
  return {
    count,
    hash: (index) => store.hash(index),
    source: (indices) =>
      pixelSource(spec, indices.length, (from, to, target) => store.fill(indices.slice(from, to), target)),
    async thumbnail(index) {
      const { width, height } = spec;
      const data = new Uint8Array(pixelsOf(spec));
      await store.fill([index], data);
      return thumbnail({ data, width, height, channels: channelsOf(spec) });
    },
    batches: (options) => imageBatches({ ...options, store, augmentation: options.augmentation as Augmentation }),
  };
}
