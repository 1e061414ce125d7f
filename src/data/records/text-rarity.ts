// How much each feature of a text tells: the rarer it is, the more (inverse document frequency, Spärck Jones 1972).
//
//   rarity = ln((1 + n) / (1 + texts with it)) + 1                  n: texts; of what no text had, the greatest there is
//
// Kept as a byte for each bucket, in sixteenths, as base64: 16,384 buckets are 22 kB in the model file.

import { KindredError } from "../../core/errors.js";
import { textFeatures } from "./text-features.js";

/** Sizes between which there are buckets for about twice the features that were seen. */
const [fewestBuckets, mostBuckets] = [1 << 10, 1 << 15];

/** A power of two. */
export function bucketsFor(texts: Iterable<string>, most: number): number {
  const seen = new Set<number>();
  for (const text of texts) {
    for (const id of textFeatures(text, mostBuckets * 8, most).ids) seen.add(id);
    if (2 * seen.size >= mostBuckets) return mostBuckets;
  }
  let buckets = fewestBuckets;
  while (buckets < 2 * seen.size) buckets *= 2;
  return buckets;
}

/** The rarity of each bucket, in base64. */
export function measureRarity(texts: Iterable<string>, buckets: number, most: number): string {
  const counts = new Uint32Array(buckets);
  let n = 0;
  for (const text of texts) {
    n++;
    for (const id of textFeatures(text, buckets, most).ids) counts[id]!++;
  }
  const bytes = Array.from(counts, (count) => Math.min(255, Math.round(16 * (Math.log((1 + n) / (1 + count)) + 1))));
  return btoa(String.fromCharCode(...bytes));
}

/** `[buckets]`; padding's is 0. Throws MODEL_INVALID unless there are so many. */
export function readRarity(encoded: string, buckets: number): Float32Array {
  const bytes = atob(encoded);
  if (bytes.length !== buckets)
    throw new KindredError("MODEL_INVALID", `texts: expected the rarity of ${buckets} buckets, got ${bytes.length}`);
  return Float32Array.from({ length: buckets }, (_, i) => (i === 0 ? 0 : bytes.charCodeAt(i) / 16));
}
