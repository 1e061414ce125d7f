// Records as items of a training. Batches are padded to one of a few numbers of features (buckets), each of which has a graph of
// its own.

import { createHash } from "node:crypto";
import { random } from "../core/random.js";
import { rowEncoder, rowText, type RecordSchema, type Row } from "../data/index.js";
import { recordFeeds, recordSource } from "../model/index.js";
import { renewalOf } from "./batch-renewal.js";
import { bucketOf } from "./buckets.js";
import { truthOf } from "./image-batches.js";
import type { ItemStore } from "./item-store.js";
import { changedRow, type RecordAugmentation } from "./record-augmentation.js";

/** @param buckets - numbers of features to pad batches to, ascending */
export function recordItems(rows: readonly Row[], schema: RecordSchema, buckets: readonly number[]): ItemStore {
  const encode = rowEncoder(schema);
  return {
    count: rows.length,
    hash: (index) =>
      createHash("sha256")
        .update(JSON.stringify(schema.columns.map(({ name }) => rows[index]![name] ?? "")))
        .digest("hex"),
    source: (indices) =>
      recordSource(
        indices.map((index) => rows[index]!),
        schema,
      ),
    thumbnail: () => Promise.resolve(undefined),
    text: (index) => rowText(rows[index]!),
    batches({ sampler, augmentation, inputs, classes, seed, look }) {
      const { batchSize, stepsPerEpoch } = sampler;
      const { options } = augmentation as RecordAugmentation;
      return {
        batchSize,
        stepsPerEpoch,
        ...renewalOf({ sampler, ...(look && { look }) }),
        prepare(step) {
          const batch = sampler.at(step);
          const generator = random(seed, "augment", step);
          const items = Array.from(batch.indices, (index) =>
            encode(changedRow(rows[index]!, schema.columns, options, generator)),
          );
          const longest = Math.max(...items.map(({ tokens }) => tokens.length));
          // A slip may make a row longer than any that there is.
          const length = bucketOf(buckets, longest);
          const fitted = longest > length ? items.map((item) => shortened(item, length)) : items;
          const known = truthOf(batch, step, { augmentation: { rotateClasses: false }, classes, seed }).feeds;
          const asked = Object.entries(known).filter(([name]) => inputs?.includes(name) ?? true);
          return Promise.resolve({ ...recordFeeds(fitted, length), ...Object.fromEntries(asked) });
        },
      };
    },
  };
}

type Encoded = ReturnType<ReturnType<typeof rowEncoder>>;

function shortened(row: Encoded, length: number): Encoded {
  return { ...row, tokens: row.tokens.subarray(0, length), ends: row.ends.map((end) => Math.min(end, length)) };
}
