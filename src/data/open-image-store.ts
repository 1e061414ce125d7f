// Opens a store: reads every picture once. What cannot be read is dropped from the data set and counted, the content of each
// file is hashed, and what was passed over on the way becomes a warning.

import { createHash } from "node:crypto";
import { KindredError, check } from "../core/errors.js";
import { checkFlag, checkNames, checkRange } from "../core/options.js";
import { counted, dataWarning, selectItems } from "./dataset.js";
import type { DataWarning, Dataset } from "./dataset.js";
import { decodePicture, readPicture } from "./decode.js";
import { checkImageSpec, pixelsOf } from "./image-spec.js";
import type { ImageSpec } from "./image-spec.js";
import { imageStore } from "./image-store.js";
import type { ImageStore } from "./image-store.js";
import { inParallel, parallelDecodes } from "./parallel.js";
import { pixelCache } from "./pixel-cache.js";

export interface ImageStoreOptions {
  /** Most memory for pixels, in bytes; one picture is always kept. @defaultValue 1 GiB */
  readonly maxBytes?: number;
  /** Throws IMAGE_UNREADABLE at the first picture that cannot be read, instead of skipping it. @defaultValue false */
  readonly strict?: boolean;
  /** Called after each picture that was read or skipped. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface OpenedImageStore {
  /** Without the unreadable items; with a warning that names some of them. Item i is picture i of the store. */
  readonly dataset: Dataset;
  readonly store: ImageStore;
}

/**
 * Reads every picture of `dataset` as `spec` says.
 *
 * Throws INVALID_OPTION, IMAGE_UNREADABLE (with `strict`), DATA_EMPTY where no picture can be read.
 */
export async function openImageStore(
  dataset: Dataset,
  spec: ImageSpec,
  options: ImageStoreOptions = {},
): Promise<OpenedImageStore> {
  checkImageSpec(spec);
  checkNames("image store", { ...options }, ["maxBytes", "strict", "onProgress"]);
  const { maxBytes = 2 ** 30, strict = false, onProgress } = options;
  checkRange("image store", "maxBytes", maxBytes, { above: 0 });
  checkFlag("image store", "strict", strict);
  const { items } = dataset;
  const cache = pixelCache(items.length, pixelsOf(spec), maxBytes);
  const hashes: string[] = [];
  const sizes: string[] = [];
  const failures: (KindredError | undefined)[] = [];
  let done = 0;
  await inParallel(items.length, parallelDecodes, async (index) => {
    try {
      const bytes = await readPicture(items[index]!.path);
      const { pixels, width, height } = await decodePicture(bytes, items[index]!.path, spec);
      hashes[index] = createHash("sha256").update(bytes).digest("hex");
      sizes[index] = `${width}x${height}`;
      if (!cache.isFull()) cache.put(index, pixels);
    } catch (error) {
      if (strict || !(error instanceof KindredError)) throw error;
      failures[index] = error;
    }
    onProgress?.(++done, items.length);
  });
  const readable = [...items.keys()].filter((index) => failures[index] === undefined);
  const failed = failures.filter((failure) => failure !== undefined);
  check(readable.length > 0, "DATA_EMPTY", () => `${dataset.root}: ${nothingReadable(failed)}`);
  const rest = selectItems(dataset, readable);
  const kept = <T>(values: readonly T[]): T[] => readable.map((index) => values[index]!);
  const warnings = [...dataset.warnings, ...skipped(failed), ...lost(dataset, rest), ...resized(kept(sizes), spec)];
  const store = imageStore(rest, spec, kept(hashes), cache, Int32Array.from(readable));
  return { dataset: { ...rest, warnings }, store };
}

function nothingReadable(failed: readonly KindredError[]): string {
  return failed.length === 0
    ? "there is no picture"
    : `none of ${counted(failed.length, "picture")} can be read, e.g. ${failed[0]!.message}`;
}

function skipped(failed: readonly KindredError[]): DataWarning[] {
  if (failed.length === 0) return [];
  const message = `${counted(failed.length, "picture")} skipped: cannot be read`;
  return [
    dataWarning(
      "IMAGES_UNREADABLE",
      message,
      failed.map((failure) => failure.message),
    ),
  ];
}

/** What went with the unreadable pictures: classes without any other, pairs of which they were a side. */
function lost(before: Dataset, after: Dataset): DataWarning[] {
  const kept = new Set(after.classes);
  const classes = before.classes.filter((name) => !kept.has(name));
  const warnings: DataWarning[] = [];
  if (classes.length > 0) {
    const message = `${counted(classes.length, "class", "classes")} dropped: without a readable picture`;
    warnings.push(dataWarning("CLASSES_LOST", message, classes));
  }
  const pairs = (before.pairs?.length ?? 0) - (after.pairs?.length ?? 0);
  if (pairs > 0) {
    const message = `${counted(pairs, "pair")} dropped: a picture of it cannot be read`;
    warnings.push({ code: "PAIRS_DROPPED", message, count: pairs, examples: [] });
  }
  return warnings;
}

function resized(sizes: readonly string[], { height, width, fit }: ImageSpec): DataWarning[] {
  const different = [...new Set(sizes)];
  if (different.length < 2) return [];
  const how = fit === "pad" ? "resized and padded" : "stretched";
  const message = `pictures come in ${different.length} sizes; all are ${how} to ${width}x${height}`;
  return [dataWarning("SIZES_DIFFER", message, different)];
}
