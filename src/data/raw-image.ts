// Pixels without a format: what the small readers (netpbm.ts, bmp.ts) hand to the decoder.

import { KindredError } from "../core/errors.js";

/** Largest picture that is decoded, in pixels. Larger ones are taken for decompression bombs and refused. */
export const maxPixels = 100_000_000;

/** Row-major, top row first, channels interleaved (1 grey, 3 red green blue); 0 is black. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** An IMAGE_UNREADABLE error; `what` says where and why. */
export function unreadable(what: string, cause?: unknown): KindredError {
  return new KindredError("IMAGE_UNREADABLE", what, cause === undefined ? undefined : { cause });
}

/** Throws unless a header's size is a picture's: at least one pixel, at most `limit`. */
export function checkSize(where: string, width: number, height: number, limit: number = maxPixels): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw unreadable(`${where}: size must be at least 1x1, got ${width}x${height}`);
  }
  if (width * height > limit) {
    throw unreadable(`${where}: ${width}x${height} exceeds the limit of ${limit} pixels`);
  }
}
