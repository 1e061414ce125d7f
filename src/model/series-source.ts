// Series as an encoder's graph takes them: "series" `[N, T, C]`, padded with zeros to the longest of the batch, and "lengths".

import { check } from "../core/errors.js";
import type { Series } from "../data/series.js";
import type { HostTensor } from "../engine/session.js";
import type { EmbedSource } from "./embed.js";

/** Throws INVALID_INPUT where a series has other channels, no step, or a value that is not finite. */
export function checkSeries({ steps, channels, values }: Series, wanted: number, where: string): void {
  const whole = Number.isInteger(steps) && steps >= 1 && values.length === steps * channels;
  check(
    whole,
    "INVALID_INPUT",
    `${where}: expected steps x channels values, got ${steps} x ${channels} and ${values.length}`,
  );
  check(channels === wanted, "INVALID_INPUT", `${where}: the model takes ${wanted} channels, got ${channels}`);
  check(values.every(Number.isFinite), "INVALID_INPUT", `${where}: a value is not a number`);
}

/** The feeds for a batch. @param time - steps to pad to; at least the longest series'. @defaultValue the longest series' */
export function seriesFeeds(
  batch: readonly Series[],
  time: number = Math.max(...batch.map(({ steps }) => steps)),
): Readonly<Record<"series" | "lengths", HostTensor>> {
  const channels = batch[0]!.channels;
  const data = new Float32Array(batch.length * time * channels);
  batch.forEach(({ values }, n) => data.set(values, n * time * channels));
  const lengths = BigInt64Array.from(batch, ({ steps }) => BigInt(steps));
  return {
    series: { dtype: "float32", shape: [batch.length, time, channels], data },
    lengths: { dtype: "int64", shape: [batch.length], data: lengths },
  };
}

/** All of `series`, in their order. */
export function seriesSource(series: readonly Series[]): EmbedSource {
  return { count: series.length, feeds: (from, to) => Promise.resolve(seriesFeeds(series.slice(from, to))) };
}

/**
 * Positions in the order of length, and where each item went: items of one length side by side are padded least.
 * `order[i]` is the item at place i, `place[k]` the place of item k.
 */
export function byLength(lengths: readonly number[]): { readonly order: Int32Array; readonly place: Int32Array } {
  const order = Int32Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const place = new Int32Array(lengths.length);
  order.forEach((item, position) => (place[item] = position));
  return { order, place };
}
