// Which random changes a series goes through each time it is trained on. They are drawn by augment-series-draws.ts and made
// inside the graph by augment-series-graph.ts.

import { checkNames, checkRange } from "../core/options.js";
import { check } from "../core/errors.js";

/** What is left out does not happen. */
export interface SeriesAugmentOptions {
  /** Standard deviation of noise added to each value, in standard deviations of its channel; >= 0. */
  readonly jitter?: number;
  /** Factors between which each channel's values are stretched; > 0. */
  readonly scale?: readonly [least: number, greatest: number];
  /** How unevenly time may run: by how much it is faster in one place and slower in another, as a share; 0..0.9. */
  readonly warp?: number;
  /** Least share of a series that is left by cutting a window out, which is stretched to the series' length; above 0, to 1. */
  readonly crop?: number;
  /** Chance of each channel to be blotted out; 0..1, 1 excluded. A series keeps one. */
  readonly channelDropout?: number;
}

/** What suits most series. */
export const seriesAugmentDefaults: SeriesAugmentOptions = { jitter: 0.05, scale: [0.9, 1.1], warp: 0.2, crop: 0.9 };

/** Throws INVALID_OPTION where a name is unknown, or a value outside its range. */
export function checkSeriesAugment(options: SeriesAugmentOptions): SeriesAugmentOptions {
  const where = "augment";
  checkNames(where, { ...options }, ["jitter", "scale", "warp", "crop", "channelDropout"]);
  const { jitter = 0, scale = [1, 1], warp = 0, crop = 1, channelDropout = 0 } = options;
  checkRange(where, "jitter", jitter, { from: 0 });
  checkRange(where, "warp", warp, { from: 0, to: 0.9 });
  checkRange(where, "crop", crop, { above: 0, to: 1 });
  checkRange(where, "channelDropout", channelDropout, { from: 0, below: 1 });
  const [least, greatest]: readonly unknown[] = Array.isArray(scale) ? scale : [];
  const ordered = typeof least === "number" && typeof greatest === "number" && least > 0 && least <= greatest;
  const wanted = "two factors [least, greatest], 0 < least <= greatest";
  check(ordered, "INVALID_OPTION", () => `augment: scale must be ${wanted}, got ${JSON.stringify(scale)}`);
  return options;
}
