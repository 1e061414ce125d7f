// Decoded pictures as bytes, ready for batches. As many as fit are kept in memory; the others are decoded again when a batch
// asks for them, and the least recently used one makes room. open-image-store.ts makes a store from a data set.

import { check } from "../core/errors.js";
import type { Dataset } from "./dataset.js";
import { decodePicture, readPicture } from "./decode.js";
import { pixelsOf } from "./image-spec.js";
import type { ImageSpec } from "./image-spec.js";
import { inParallel, parallelDecodes } from "./parallel.js";
import type { PixelCache } from "./pixel-cache.js";
import { pixelStatistics } from "./pixel-statistics.js";
import type { PixelStatistics } from "./pixel-statistics.js";

export interface ImageStore {
  readonly spec: ImageSpec;
  /** Number of pictures; the items of the dataset that came with the store, in its order. */
  readonly count: number;
  /** Bytes of one picture: height x width x channels. */
  readonly pixelsPerImage: number;
  /**
   * Writes the pictures at `indices` one after the other: `target` becomes `[n, H, W, C]`. A longer target keeps its rest.
   * Throws INVALID_INPUT (an index, a short target), NOT_FOUND or IMAGE_UNREADABLE where a file that
   * is not in memory has gone or changed since the store was opened.
   */
  fill(indices: ArrayLike<number>, target: Uint8Array): Promise<void>;
  /** SHA-256 of the file, 64 hexadecimal digits: the same for the same file under another name. */
  hash(index: number): string;
  /** Mean and standard deviation of each channel, pixels taken as 0..1, over at most 1,000 pictures spread evenly. */
  meanAndStd(): Promise<PixelStatistics>;
}

/** The pictures at `indices` of a store as a store of their own; nothing is copied. For the sides of a split. */
export function storeView(store: ImageStore, indices: ArrayLike<number>): ImageStore {
  const at = Int32Array.from(indices, (index) => checkedIndex(index, store.count));
  const fill = async (wanted: ArrayLike<number>, target: Uint8Array): Promise<void> =>
    store.fill(
      Int32Array.from(wanted, (index) => at[checkedIndex(index, at.length)]!),
      target,
    );
  const { spec, pixelsPerImage } = store;
  const hash = (index: number): string => store.hash(at[checkedIndex(index, at.length)]!);
  return {
    spec,
    pixelsPerImage,
    count: at.length,
    fill,
    hash,
    meanAndStd: () => pixelStatistics(spec, at.length, fill),
  };
}

/** A store over a cache that open-image-store.ts has filled. `slots[i]` is the number that picture i had in the cache before unreadable ones were dropped. */
export function imageStore(
  dataset: Dataset,
  spec: ImageSpec,
  hashes: readonly string[],
  cache: PixelCache,
  slots: Int32Array,
): ImageStore {
  const { items } = dataset;
  const pixelsPerImage = pixelsOf(spec);
  const decode = async (index: number): Promise<Uint8Array> => {
    const { path } = items[index]!;
    return (await decodePicture(await readPicture(path), path, spec)).pixels;
  };
  const fill = async (indices: ArrayLike<number>, target: Uint8Array): Promise<void> => {
    const needed = indices.length * pixelsPerImage;
    check(
      target.length >= needed,
      "INVALID_INPUT",
      `image store: target must hold ${needed} bytes, got ${target.length}`,
    );
    const missing = new Map<number, number[]>();
    for (let position = 0; position < indices.length; position++) {
      const index = checkedIndex(indices[position]!, items.length);
      const pixels = cache.get(slots[index]!);
      if (pixels !== undefined) target.set(pixels, position * pixelsPerImage);
      else missing.set(index, [...(missing.get(index) ?? []), position]);
    }
    const wanted = [...missing];
    await inParallel(wanted.length, parallelDecodes, async (number) => {
      const [index, positions] = wanted[number]!;
      const pixels = await decode(index);
      cache.put(slots[index]!, pixels);
      for (const position of positions) target.set(pixels, position * pixelsPerImage);
    });
  };
  const hash = (index: number): string => hashes[checkedIndex(index, items.length)]!;
  return {
    spec,
    count: items.length,
    pixelsPerImage,
    fill,
    hash,
    meanAndStd: () => pixelStatistics(spec, items.length, fill),
  };
}

function checkedIndex(index: number, count: number): number {
  check(
    Number.isInteger(index) && index >= 0 && index < count,
    "INVALID_INPUT",
    () => `image store: picture must be within [0, ${count}), got ${index}`,
  );
  return index;
}
