// Texts as an encoder's graph takes them: "tokens" int32 `[N, T]`, padded with zeros to the longest of the batch, and "lengths".

import type { HostTensor } from "../engine/session.js";
import type { EmbedSource } from "./embed.js";

/** The feeds for a batch. @param time - tokens to pad to; at least the longest text's. @defaultValue the longest text's */
export function textFeeds(
  batch: readonly Int32Array[],
  time: number = Math.max(...batch.map(({ length }) => length)),
): Readonly<Record<"tokens" | "lengths", HostTensor>> {
  const data = new Int32Array(batch.length * time);
  batch.forEach((ids, n) => data.set(ids, n * time));
  return {
    tokens: { dtype: "int32", shape: [batch.length, time], data },
    lengths: { dtype: "int64", shape: [batch.length], data: BigInt64Array.from(batch, ({ length }) => BigInt(length)) },
  };
}

/** All of `texts`, given as token ids, in their order. */
export function textSource(texts: readonly Int32Array[]): EmbedSource {
  return { count: texts.length, feeds: (from, to) => Promise.resolve(textFeeds(texts.slice(from, to))) };
}
