// Texts as items of a training. Each time one is drawn it is changed, taken apart and padded with the others of its batch to one of a
// few lengths (buckets), each of which has a graph of its own.

import { createHash } from "node:crypto";
import { random } from "../core/random.js";
import type { Tokeniser } from "../data/index.js";
import { normaliseText } from "../data/tokens/normalise.js";
import { textSource } from "../model/index.js";
import { textFeeds } from "../model/text-source.js";
import { renewalOf } from "./batch-renewal.js";
import { bucketOf } from "./buckets.js";
import { truthOf } from "./image-batches.js";
import type { ItemStore } from "./item-store.js";
import { mistyped, shuffledTokens, type TextAugmentation } from "./text-augmentation.js";

/** @param buckets - lengths to pad batches to, ascending; the last is how much is read of a text */
export function textItems(
  texts: readonly string[],
  { encode, tokens }: Tokeniser,
  buckets: readonly number[],
): ItemStore {
  const longest = buckets.at(-1)!;
  const known = new Map<number, Int32Array>();
  const plain = (index: number): Int32Array => {
    const ids = known.get(index) ?? encode(texts[index]!).ids;
    known.set(index, ids);
    return ids;
  };
  return {
    count: texts.length,
    hash: (index) => createHash("sha256").update(normaliseText(texts[index]!, tokens)).digest("hex"),
    source: (indices) => textSource(indices.map(plain)),
    // The text itself is shown.
    thumbnail: () => Promise.resolve(undefined),
    batches({ sampler, augmentation, inputs, classes, seed, look }) {
      const { batchSize, stepsPerEpoch } = sampler;
      const { options } = augmentation as TextAugmentation;
      const changed = (index: number, step: number, place: number): Int32Array => {
        const generator = random(seed, "augment", step, place);
        const ids = options.typos ? encode(mistyped(texts[index]!, options, generator)).ids : plain(index);
        return shuffledTokens(ids, options, generator).subarray(0, longest);
      };
      return {
        batchSize,
        stepsPerEpoch,
        ...renewalOf({ sampler, ...(look && { look }) }),
        prepare(step) {
          const batch = sampler.at(step);
          const items = Array.from(batch.indices, (index, place) => changed(index, step, place));
          const time = bucketOf(buckets, Math.max(...items.map(({ length }) => length)));
          const truth = truthOf(batch, step, { augmentation: { rotateClasses: false }, classes, seed });
          const asked = Object.entries(truth.feeds).filter(([name]) => inputs?.includes(name) ?? true);
          return Promise.resolve({ ...textFeeds(items, time), ...Object.fromEntries(asked) });
        },
      };
    },
  };
}
