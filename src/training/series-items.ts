// Series as items of a training. Batches are padded to one of a few lengths (buckets), each of which has a graph of its own.

import { createHash } from "node:crypto";
import { random } from "../core/random.js";
import type { Series } from "../data/index.js";
import type { HostTensor } from "../engine/index.js";
import { size } from "../graph/index.js";
import { seriesSource } from "../model/index.js";
import { seriesFeeds } from "../model/series-source.js";
import { seriesThumbnail } from "../report/series-thumbnail.js";
import { drawSeriesAugmentation } from "./augment-series-draws.js";
import type { SeriesAugmentation } from "./augment-series-graph.js";
import { renewalOf } from "./batch-renewal.js";
import { bucketOf } from "./buckets.js";
import { truthOf } from "./image-batches.js";
import type { ItemStore } from "./item-store.js";

/** @param buckets - lengths to pad batches to, ascending */
export function seriesItems(series: readonly Series[], buckets: readonly number[]): ItemStore {
  return {
    count: series.length,
    hash(index) {
      const { values, channels } = series[index]!;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return createHash("sha256").update(`${channels}:`).update(bytes).digest("hex");
    },
    source: (indices) => seriesSource(indices.map((index) => series[index]!)),
    thumbnail: (index) => seriesThumbnail(series[index]!),
    batches({ sampler, augmentation, draws, inputs, classes, seed, look }) {
      const { batchSize, stepsPerEpoch } = sampler;
      const { options } = augmentation as SeriesAugmentation;
      return {
        batchSize,
        stepsPerEpoch,
        ...renewalOf({ sampler, ...(look && { look }) }),
        prepare(step) {
          const batch = sampler.at(step);
          const items = Array.from(batch.indices, (index) => series[index]!);
          const time = bucketOf(buckets, Math.max(...items.map(({ steps }) => steps)));
          const feeds: Record<string, HostTensor> = { ...seriesFeeds(items, time) };
          for (const { name, shape } of draws) {
            const stream = name.replace("augment.", "");
            // With several buckets, noise is as long as the batch.
            const own = stream === "jitter" && buckets.length > 1 ? [batchSize, time, Number(shape[2])] : shape;
            const data = new Float32Array(size(own));
            drawSeriesAugmentation(options, stream, batchSize, random(seed, "augment", stream, step), data);
            feeds[name] = { dtype: "float32", shape: own, data };
          }
          const known = Object.entries(
            truthOf(batch, step, { augmentation: { rotateClasses: false }, classes, seed }).feeds,
          );
          for (const [name, tensor] of known) if (inputs?.includes(name) ?? true) feeds[name] = tensor;
          return Promise.resolve(feeds);
        },
      };
    },
  };
}
