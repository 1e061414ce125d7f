// Draws the numbers that augment-series-graph.ts takes. Those of step s are a function of the seed and s alone.

import type { Random } from "../core/random.js";
import type { SeriesAugmentOptions } from "./series-augmentation.js";

/** Fills one of the graph's inputs, by its name without "augment."; `count` series. */
export function drawSeriesAugmentation(
  { jitter = 0, scale: [least, greatest] = [1, 1], warp = 0, crop = 1, channelDropout = 0 }: SeriesAugmentOptions,
  name: string,
  count: number,
  generator: Random,
  target: Float32Array,
): void {
  switch (name) {
    case "time":
      for (let i = 0; i < count; i++) {
        const length = crop + (1 - crop) * generator.next();
        target.set([(1 - length) * generator.next(), length, warp * (2 * generator.next() - 1)], 3 * i);
      }
      return;
    case "scale":
      for (let i = 0; i < target.length; i++) target[i] = least * (greatest / least) ** generator.next();
      return;
    case "jitter":
      for (let i = 0; i < target.length; i++) target[i] = jitter * generator.normal();
      return;
    case "keep": {
      const channels = target.length / count;
      for (let i = 0; i < target.length; i++) target[i] = generator.next() < channelDropout ? 0 : 1;
      for (let i = 0; i < count; i++) {
        const own = target.subarray(i * channels, (i + 1) * channels);
        const kept = generator.integer(channels);
        if (own.every((value) => value === 0)) own[kept] = 1;
      }
    }
  }
}
