// A series: T steps of C channels, in memory as float32. Gaps, values that are missing or not a number, are closed while a
// series is read: between two steps by a straight line, at either end by the nearest value.

import { KindredError } from "../core/errors.js";

export interface Series {
  /** T >= 1. */
  readonly steps: number;
  /** C >= 1. */
  readonly channels: number;
  /** `[T, C]`, step after step. */
  readonly values: Float32Array;
}

export interface ReadSeries extends Series {
  /** Values that were missing and have been filled in. */
  readonly gaps: number;
}

/**
 * A series of values of which some may be NaN. Steps at the end without any value are padding and go.
 *
 * @param where - names file and line in messages
 * @throws DATA_INVALID where a channel has no value at all
 */
export function seriesOf(values: Float32Array, channels: number, where: string): ReadSeries {
  let steps = Math.floor(values.length / channels);
  const isEmpty = (step: number): boolean =>
    values.subarray(step * channels, (step + 1) * channels).every((value) => !Number.isFinite(value));
  while (steps > 0 && isEmpty(steps - 1)) steps--;
  if (steps === 0) throw new KindredError("DATA_EMPTY", `${where}: a series without a number`);
  const kept = values.slice(0, steps * channels);
  let gaps = 0;
  for (let channel = 0; channel < channels; channel++) gaps += closeGaps(kept, channel, channels, where);
  return { steps, channels, values: kept, gaps };
}

/** Fills one channel's gaps in place and counts them. */
function closeGaps(values: Float32Array, channel: number, channels: number, where: string): number {
  const steps = values.length / channels;
  const at = (step: number): number => values[step * channels + channel]!;
  let gaps = 0;
  let last = -1;
  for (let step = 0; step <= steps; step++) {
    if (step < steps && !Number.isFinite(at(step))) continue;
    if (step === steps && last === -1) {
      throw new KindredError("DATA_INVALID", `${where}: channel ${channel + 1} has no number in any of ${steps} steps`);
    }
    for (let gap = last + 1; gap < step; gap++) {
      const [left, right] = [last === -1 ? at(step) : at(last), step === steps ? at(last) : at(step)];
      values[gap * channels + channel] = left + ((right - left) * (gap - last)) / (step - last);
      gaps++;
    }
    last = step;
  }
  return gaps;
}

/** `-1.5`, ` 2e3 `, `nan`, `?`, an empty cell: a number, or NaN for a gap; undefined for anything else. */
export function seriesNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (text === "" || text === "?" || /^[+-]?(nan|na|null|none)$/i.test(text)) return NaN;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}
