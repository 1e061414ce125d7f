// What a model of series takes: how many channels, the numbers that centre and scale each, and whether each series is brought
// to a number of steps, and centred and scaled by itself, first.

import { check } from "../core/errors.js";
import { checkCount, checkFlag } from "../core/options.js";

export interface SeriesInput {
  readonly kind: "series";
  readonly channels: number;
  /** Whether each channel of each series gets mean 0 and standard deviation 1 first: then level and size do not count. */
  readonly zNormalise: boolean;
  /** Steps that every series is brought to first. Absent: each keeps its own. */
  readonly resample?: number;
  /** Mean of each channel over the training series, after that. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, likewise; > 0. */
  readonly std: readonly number[];
}

/** Throws INVALID_OPTION unless the numbers fit the channels. */
export function checkSeriesInput(input: SeriesInput): void {
  const { channels, zNormalise, resample } = input;
  checkCount("series", "channels", channels);
  checkFlag("series", "zNormalise", zNormalise);
  if (resample !== undefined) checkCount("series", "resample", resample, 2);
  for (const name of ["mean", "std"] as const) {
    const values = input[name];
    const fits = Array.isArray(values) && values.length === channels && values.every(Number.isFinite);
    check(fits, "INVALID_OPTION", () => `series: ${name} must be ${channels} numbers, got ${JSON.stringify(values)}`);
  }
  check(
    Math.min(...input.std) > 0,
    "INVALID_OPTION",
    () => `series: std must be > 0, got ${JSON.stringify(input.std)}`,
  );
}
