// Mean and standard deviation of each channel: what a network's first step subtracts and divides by.

import { channelsOf, pixelsOf } from "./image-spec.js";
import type { ImageSpec } from "./image-spec.js";

/** One number a channel, pixels taken as 0..1. */
export interface PixelStatistics {
  readonly mean: readonly number[];
  /** Population standard deviation; 0 where all pixels are alike. */
  readonly std: readonly number[];
}

/** Over at most 1,000 of `count` pictures, spread evenly. `fill` is the store's. */
export async function pixelStatistics(
  spec: ImageSpec,
  count: number,
  fill: (indices: readonly number[], target: Uint8Array) => Promise<void>,
): Promise<PixelStatistics> {
  const channels = channelsOf(spec);
  const picture = new Uint8Array(pixelsOf(spec));
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const sampled = Math.min(count, 1000);
  for (let i = 0; i < sampled; i++) {
    await fill([Math.floor((i * count) / sampled)], picture);
    for (let at = 0; at < picture.length; at++) {
      const value = picture[at]!;
      sums[at % channels]! += value;
      squares[at % channels]! += value * value;
    }
  }
  // Whole numbers up to here: sums are exact.
  const values = sampled * spec.height * spec.width;
  const mean = Array.from(sums, (sum) => sum / values / 255);
  const std = Array.from(squares, (square, channel) =>
    Math.sqrt(Math.max(0, square / values / 255 ** 2 - mean[channel]! ** 2)),
  );
  return { mean, std };
}
